"""Task lists of other shapes and programs, read into the form of `shared/task_list.json`."""
