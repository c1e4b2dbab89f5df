Fault 9: the disk fails: it takes no write, no sync, gives nothing to read. A change is refused with what
failed, where, and what to do; what runs goes on; the board takes changes again as soon as the disk does.
What was refused is not there after a crash either. tests/crash lets each single call fail.

  $ . "$TESTDIR/lib.sh"
  $ disk state
  $ board_start
  $ service() { printf 'apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {type: NodePort, clusterIP: %s, ports: [{port: 80, nodePort: %s}]}\n' "$1" "$2" "$3" | sluice apply -f -; }
  $ vips() { for i in $(seq 200); do [ "$(blocks | grep -c vip)" = "$1" ] && break; sleep 0.05; done; blocks | grep vip; }
  $ service first $VIP1 30001
  service/first created

Each error by itself; the board says the same in its status, and gets well alone. What the forwarder was
given meanwhile is taken back soon after the answer:

  $ for error in "sync EIO" "write EIO" "write ENOSPC" "write EDQUOT" "write EROFS"; do
  >   disk_fails "$error"
  >   service second $VIP2 30002 2>&1
  >   sluice status | grep -E '^(State|Problem)'
  >   sluice get svc -o name; vips 1
  >   disk_is_well
  >   healthy
  > done
  error: it cannot be saved: state/state.db cannot be synced: Input/output error; see what the kernel says of the disk with: dmesg
  State:          degraded
  Problem: changes cannot be saved: state/state.db cannot be synced: Input/output error; see what the kernel says of the disk with: dmesg
  service/first
    vip 10.96.0.21 cluster
  error: it cannot be saved: state/state.db cannot be written: Input/output error; see what the kernel says of the disk with: dmesg
  State:          degraded
  Problem: changes cannot be saved: state/state.db cannot be written: Input/output error; see what the kernel says of the disk with: dmesg
  service/first
    vip 10.96.0.21 cluster
  error: it cannot be saved: state/state.db cannot be written: the disk is full; make room on it
  State:          degraded
  Problem: changes cannot be saved: state/state.db cannot be written: the disk is full; make room on it
  service/first
    vip 10.96.0.21 cluster
  error: it cannot be saved: state/state.db cannot be written: Disk quota exceeded; see what the kernel says of the disk with: dmesg
  State:          degraded
  Problem: changes cannot be saved: state/state.db cannot be written: Disk quota exceeded; see what the kernel says of the disk with: dmesg
  service/first
    vip 10.96.0.21 cluster
  error: it cannot be saved: state/state.db cannot be written: it is read-only; make it writable, then: systemctl restart sluiced
  State:          degraded
  Problem: changes cannot be saved: state/state.db cannot be written: it is read-only; make it writable, then: systemctl restart sluiced
  service/first
    vip 10.96.0.21 cluster

Writes that take the half of what they are given are no errors:

  $ disk_fails "write short"
  $ service second $VIP2 30002
  service/second created
  $ disk_is_well

A delete is refused as well, and what it would have taken away serves:

  $ disk_fails "sync EIO"
  $ sluice delete svc first
  error: it cannot be saved: state/state.db cannot be synced: Input/output error; see what the kernel says of the disk with: dmesg
  [3]
  $ vips 2
    vip 10.96.0.21 cluster
    vip 10.96.0.22 cluster
  $ disk_is_well

One that ends in the middle of it comes back with what was acknowledged, all of it, and nothing else:

  $ healthy
  $ disk_fails "sync EIO"
  $ service third $VIP3 30003
  error: it cannot be saved: state/state.db cannot be synced: Input/output error; see what the kernel says of the disk with: dmesg
  [3]
  $ board_kill
  $ disk_is_well
  $ _run
  $ sluice get svc --no-headers | awk '{print $1, $3, $5}'
  first 10.96.0.21 80:30001/TCP
  second 10.96.0.22 80:30002/TCP

What cannot be read at the start ends the start, and sluiced tries again:

  $ board_stop
  $ disk_fails "read EIO"
  $ : >board.log; _run | grep ERR
  sluice-control: ERR control: state/state.db cannot be read: Input/output error; see what the kernel says of the disk with: dmesg
  [1]
  $ disk_is_well
  $ _run
  $ sluice get svc -o name
  service/first
  service/second

A manifest of the folder that cannot be read stays in force as it was, and is read as soon as it can be:

  $ board_stop
  $ disk manifests
  $ _run
  $ file() { printf 'apiVersion: v1\nkind: Service\nmetadata: {name: filed, labels: {turn: "%s"}}\nspec: {clusterIP: %s, ports: [{port: 80}]}\n' "$1" $VIP3 >filed.new; mv filed.new "$manifests/filed.yaml"; }
  $ turn() { sluice get svc filed -o jsonpath='{.metadata.labels.turn}' 2>/dev/null; }
  $ file one
  $ for i in $(seq 100); do [ "$(turn)" = one ] && break; sleep 0.05; done; turn; echo
  one
  $ disk_fails "read EIO"
  $ file two
  $ for i in $(seq 100); do told=$(sluice status 2>&1 | grep -o 'filed.yaml:.*'); [[ $told == *force* ]] && break; sleep 0.05; done
  $ echo "$told"; turn; echo
  filed.yaml: error: cannot be read: Input/output error
  filed.yaml: note: its last good version stays in force
  one
  $ disk_is_well
  $ for i in $(seq 100); do [ "$(turn)" = two ] && break; sleep 0.05; done; turn; echo
  two

A log that cannot be written stops nothing:

  $ board_stop
  $ disk=()
  $ "$BUILD/tests/model/model-board" "$BUILD/app/control/sluice-control" blocks.txt --config board.yaml \
  >   --run-dir run --state-dir state </dev/null >/dev/full 2>&1 &
  $ board_pid=$!
  $ healthy
  $ service second $VIP2 30002
  service/second unchanged

What the command line cannot print is an error of its own:

  $ sluice get svc >/dev/full
  error: standard output cannot be written
  [1]
