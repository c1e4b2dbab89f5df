The distribution's kubectl works without a server for some verbs: what it makes of patches, labels,
annotations and options is what sluice makes of them (kubectl_compare.py has the table of cases).

  $ . "$TESTDIR/lib.sh"
  $ command -v kubectl >/dev/null || exit 80
  $ board_start
  $ /usr/bin/python3 "$TESTDIR/kubectl_compare.py" "$BUILD/app/cli/sluice" kubectl
  79 cases agree, 10 of them refused by both
