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
  error: it cannot be saved: state/state.db cannot be written: the disk is full
  [3]
  $ sluice get svc -o name
  service/first
  $ blocks
  default/first internal=Cluster external=Cluster
    vip 10.96.0.21 cluster
    port 80/TCP
  $ sluice status | grep -i state
  State:          degraded
  Problem: changes cannot be saved: state/state.db cannot be written: the disk is full
  [1]
  $ rm state/ballast
  $ service third x $VIP3 | sluice apply -f -
  service/third created
  $ board_restart
  $ sluice get svc -o name
  service/first
  service/third
