"""Passing messages on."""

import asyncio


class Relay:
    """Each message goes to every listener."""

    def __init__(self):
        self.queues = []

    def listen(self):
        """A queue that gets every later message."""
        queue = asyncio.Queue()
        self.queues.append(queue)
        return queue

    async def send(self, message):
        """Pass a message on."""
        for queue in self.queues:
            await queue.put(message)


async def gather(functions, limit):
    """Results of coroutine functions, of which at most `limit` run at a time."""
    gate = asyncio.Semaphore(limit)

    async def one(function):
        async with gate:
            return await function()

    return await asyncio.gather(*(one(f) for f in functions))
