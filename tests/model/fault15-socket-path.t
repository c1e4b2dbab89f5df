Fault 15: somebody was there before: a file, a link or a folder where the socket belongs, or a folder
that others may write to. The board does not start, and touches nothing of it.

  $ . "$TESTDIR/lib.sh"
  $ board_start >/dev/null; board_stop
  $ try() { : >board.log; _run 2>&1 | sed "s,$PWD,.,g" | grep -E 'ERR|ERROR' | grep -o 'control: .*'; board_pid=; ls -ld run/* 2>/dev/null | awk '{print $1, $NF}' | grep -v view.sock; rm -rf run/control.sock run/view.sock; }
  $ echo precious >run/control.sock; try
  control: ERR control: run/control.sock is no socket of ours; remove it with: rm run/control.sock
  -rw-r--r-- run/control.sock
  $ ln -s /etc/passwd run/control.sock; try
  control: ERR control: run/control.sock is no socket of ours; remove it with: rm run/control.sock
  lrwxrwxrwx /etc/passwd
  $ mkdir run/control.sock; try
  control: ERR control: run/control.sock is no socket of ours; remove it with: rm run/control.sock
  drwxr-xr-x run/control.sock
  $ mkfifo run/control.sock; try
  control: ERR control: run/control.sock is no socket of ours; remove it with: rm run/control.sock
  prw-r--r-- run/control.sock
  $ chmod 777 run; try; chmod 750 run
  control: ERR control: socket run/control.sock: others can write in run; mend it with: chown 0 run && chmod go-w run
  $ _run && sluice get svc
  No resources found in default namespace.
