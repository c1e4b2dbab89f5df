Fault 3: what stands where a manifest should be, and is none: a FIFO, a device, a folder, a file
larger than 64 MiB, a line without an end, a link to any of them. Each is refused before it is read, on
the command line and in the folder that the board watches; what ran before keeps running.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ quick() { timeout 5 "$BUILD/app/cli/sluice" "$@" 2>&1 | cut -c 1-150; }
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: "$VIP1", ports: [{port: 80}]}
  > Y
  service/kubia created
  $ mkdir odd
  $ mkfifo odd/fifo.yaml
  $ truncate -s 1G odd/huge.yaml
  $ ln -s /dev/zero odd/zero.yaml
  $ ln -s nowhere odd/dangling.yaml
  $ ln -s loop.yaml odd/loop.yaml
  $ ln -s "$PWD/odd/huge.yaml" odd/link.yaml
  $ head -c 1M /dev/zero | tr '\0' a >odd/line.yaml
  $ head -c 1M /dev/zero >odd/zeroes.yaml
  $ for f in fifo huge zero dangling loop link zeroes line; do quick apply -f odd/$f.yaml; done
  error: odd/fifo.yaml: neither a file nor a folder
  error: odd/huge.yaml: larger than 64 MiB, which is the most that one command takes
  error: odd/zero.yaml: neither a file nor a folder
  error: odd/dangling.yaml: No such file or directory
  error: odd/loop.yaml: Too many levels of symbolic links
  error: odd/link.yaml: larger than 64 MiB, which is the most that one command takes
  odd/zeroes.yaml:1: error: a NUL character: this is no text file
  odd/line.yaml:1:1: error: expected a manifest: a map with apiVersion and kind, found the string "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..."
  error: refused, nothing is changed: 1 error
  [3]
  $ quick apply -f /dev/zero
  error: /dev/zero: neither a file nor a folder
  [3]
  $ quick validate --offline odd/*.yaml
  odd/dangling.yaml: error: cannot be read: No such file or directory
  odd/fifo.yaml: error: cannot be read: it is a FIFO, not a plain file
  odd/huge.yaml: error: cannot be read: it is larger than 64 MiB
  odd/line.yaml:1:1: error: expected a manifest: a map with apiVersion and kind, found the string "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..."
  odd/link.yaml: error: cannot be read: it is larger than 64 MiB
  odd/loop.yaml: error: cannot be read: Too many levels of symbolic links
  odd/zero.yaml: error: cannot be read: it is a device, not a plain file
  odd/zeroes.yaml:1:1: error: control characters are not allowed (byte 0x00): a text file in UTF-8 is expected
  8 files checked, 8 errors
  [3]

A link to a manifest is the manifest:

  $ cat >other.yaml <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: linked}
  > spec: {clusterIP: "$VIP2", ports: [{port: 80}]}
  > Y
  $ ln -s "$PWD/other.yaml" odd/good.yaml
  $ sluice apply -f odd/good.yaml
  service/linked created

In the folder:

  $ cp -a odd/{fifo,huge,zero,dangling,loop,line}.yaml "$manifests"
  $ for i in $(seq 100); do [ "$(sluice status 2>&1 | grep -c 'odd\|manifests/.*yaml')" -ge 5 ] && break; sleep 0.1; done
  $ sluice status 2>&1 | grep -o '[a-z]*.yaml.*' | cut -c 1-120 | sort
  board.yaml
  fifo.yaml: error: cannot be read: it is a FIFO, not a plain file
  huge.yaml: error: cannot be read: it is larger than 64 MiB
  line.yaml:1:1: error: expected a manifest: a map with apiVersion and kind, found the string "aaaaaaaaaaaaaaaaaaaaaaaaaaa
  loop.yaml: error: cannot be read: Too many levels of symbolic links
  zero.yaml: error: cannot be read: it is a device, not a plain file
  [1]
  $ sluice get svc -o name
  service/kubia
  service/linked
