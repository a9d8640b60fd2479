import asyncio

from relay import Relay, gather


def test_everybody_hears():
    async def scenario():
        relay = Relay()
        first, second = relay.listen(), relay.listen()
        await relay.send("hello")
        return first.get_nowait(), second.get_nowait()

    assert asyncio.run(scenario()) == ("hello", "hello")


def test_results_in_order():
    async def slow():
        await asyncio.sleep(0.01)
        return "slow"

    async def fast():
        return "fast"

    assert asyncio.run(gather([slow, fast], 2)) == ["slow", "fast"]
