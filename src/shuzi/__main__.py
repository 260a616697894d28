"""Lets `python -m shuzi` run the command line."""

from shuzi.cli import main

main()
