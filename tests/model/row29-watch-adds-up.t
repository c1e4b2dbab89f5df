Row 29: what watches tell adds up to what is listed, of every kind, with selectors, while objects come,
change and go at random.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ /usr/bin/python3 "$TESTDIR/watch_adds_up.py" "$SLUICE_SOCKET" 600 7
