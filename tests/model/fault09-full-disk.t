Fault 9: the disk is full. What cannot be written is refused, the board goes on with what it has, and
takes changes again when there is room.

  $ . "$TESTDIR/lib.sh"
  $ mkdir -p state
  $ mount -t tmpfs -o size=1M tmpfs state 2>/dev/null || exit 80
  $ trap 'board_stop; umount "$PWD/state"' EXIT
  $ board_start
  $ service() { printf 'apiVersion: v1\nkind: Service\nmetadata: {name: %s, annotations: {a: "%s"}}\nspec: {clusterIP: %s, ports: [{port: 80}]}\n' "$1" "$2" "$3"; }
  $ service first x $VIP1 | sluice apply -f -
  service/first created
  $ head -c 3M /dev/zero >state/ballast 2>/dev/null
  [1]
  $ service second "$(head -c 100000 /dev/zero | tr '\0' b)" $VIP2 | sluice apply -f -
  error: it cannot be saved: state/state.db cannot be written: the disk is full; make room on it
  [3]
  $ sluice get svc -o name
  service/first
  $ blocks
  default/first internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    port 80/TCP
  $ sluice status | grep -i state
  State:          degraded
  Problem: changes cannot be saved: state/state.db cannot be written: the disk is full; make room on it
  [1]

There is room again, and nobody has to do anything:

  $ rm state/ballast
  $ healthy
  $ service third x $VIP3 | sluice apply -f -
  service/third created
  $ board_restart
  $ sluice get svc -o name
  service/first
  service/third

A board that starts while its disk is full serves what it has:

  $ board_stop
  $ head -c 3M /dev/zero >state/ballast 2>/dev/null
  [1]
  $ _run
  $ sluice get svc -o name
  service/first
  service/third
  $ blocks | grep vip
    vip 10.96.0.21 cluster
    vip 10.96.0.23 cluster
  $ service second "$(head -c 100000 /dev/zero | tr '\0' b)" $VIP2 | sluice apply -f -
  error: it cannot be saved: state/state.db cannot be written: the disk is full; make room on it
  [3]
  $ rm state/ballast
  $ healthy
  $ service second x $VIP2 | sluice apply -f -
  service/second created

The same of one that was killed, and of a disk that is read-only, as the kernel makes it when it finds
an error:

  $ for how in board_stop board_kill; do
  >   $how
  >   mount -o remount,ro "$PWD/state"
  >   _run
  >   sluice get svc -o name | tr '\n' ' '; blocks | grep -c vip
  >   service fourth x 10.96.0.24 | sluice apply -f - 2>&1
  >   board_stop
  >   mount -o remount,rw "$PWD/state"
  >   _run
  >   sluice label svc third how=$how --overwrite
  > done
  service/first service/second service/third 3
  error: it cannot be saved: state/state.db cannot be written: it is read-only; make it writable, then: systemctl restart sluiced
  service/third labeled
  service/first service/second service/third 3
  error: it cannot be saved: state/state.db cannot be written: it is read-only; make it writable, then: systemctl restart sluiced
  service/third labeled
  $ sluice get svc third --show-labels --no-headers | awk '{print $1, $NF}'
  third how=board_kill
