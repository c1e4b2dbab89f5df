resourceVersion grows with every change, and goes on growing after a restart, whatever was deleted
or came from files meanwhile.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ version() { sluice get "$1" -o yaml | sed -n 's/^  resourceVersion: *"\(.*\)"/\1/p'; }
  $ service() { apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: $1}
  > spec: {ports: [{port: ${2:-80}}]}
  > Y
  > }
  $ service kept
  $ kept=$(version svc/kept)
  $ for i in $(seq 20); do service gone $((100 + i)); done
  $ last=$(version svc/gone)
  $ [ $((last - kept)) -ge 20 ]
  $ sluice delete svc gone
  service "gone" deleted
  $ board_restart

What was not changed keeps its version, what is new has one that was never seen:

  $ [ "$(version svc/kept)" = "$kept" ]
  $ service new
  $ [ "$(version svc/new)" -gt "$last" ]

Without warning:

  $ for i in $(seq 20); do service gone $((100 + i)); done
  $ last=$(version svc/gone)
  $ sluice delete svc gone
  service "gone" deleted
  $ board_kill
  $ board_restart
  $ service newer
  $ [ "$(version svc/newer)" -gt "$last" ]
