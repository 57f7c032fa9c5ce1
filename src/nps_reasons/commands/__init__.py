"""What stands behind the command line: options, what each command does, and what it prints.

options                          options, and the settings that they set
jobs, tagging, judging, ...      what a command does, once its options are read
console, showing, ...            what it prints
themes, audit, backcast          the commands that have commands of their own
"""
