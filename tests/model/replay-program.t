What sluice-replay says of its command line and of files, and that packets come in order of their times.

  $ . "$TESTDIR/lib.sh"
  $ replay() { "$BUILD/tests/replay/sluice-replay" --config board.yaml --manifests m.yaml "$@"; }
  $ board_file manifests null ports '[{"name": "wire0", "device": "net_null0", "mac": "02:00:c0:00:02:01",
  >     "addresses": ["192.0.2.1/24"]}, {"name": "pods0", "device": "net_null1"}]' >board.yaml
  $ cat >m.yaml <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {clusterIP: 10.96.0.20, selector: {app: kubia}, ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Pod
  > metadata: {name: kubia-1, labels: {app: kubia}}
  > spec: {containers: [{name: kubia, image: luksa/kubia}]}
  > status: {podIPs: [{ip: 10.180.0.11}]}
  > Y

A capture whose packets stand in no order, for each the second and the client's port:

  $ export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$(dirname "$(realpath "$TESTDIR/lib.sh")")/../replay
  $ cat >capture.py <<'P'
  > import captures, packets, sys
  > LINK = packets.Link(packets.addr("192.0.2.1"), 24, packets.addr("192.0.2.254"))
  > captures.write(sys.argv[1], [(int(float(t) * 10**9), packets.build(packets.parse(
  >     f"192.0.2.7:{port} > 192.0.2.1:53 udp"), LINK, "wire", True)) for t, port in
  >     (a.split(":") for a in sys.argv[2:])])
  > P
  $ cat >show.py <<'P'
  > import captures, sys
  > for ns, frame in captures.read(sys.argv[1]):
  >     print(ns / 10**9, int.from_bytes(frame[34:36], "big"))
  > P
  $ /usr/bin/python3 capture.py a.pcap 3:1003 1:1001 2.5:1002
  $ /usr/bin/python3 capture.py b.pcap 2:2002 1:2001
  $ replay --in wire0=a.pcap --in wire0=b.pcap --twin wire0=twin.pcap
  $ /usr/bin/python3 show.py twin.pcap
  1.0 1001
  1.0 2001
  2.0 2002
  2.5 1002
  3.0 1003

Actions are looked at before a packet is read, and so are the files that they name:

  $ rm twin.pcap
  $ sed 's/selector/selecter/' m.yaml >bad.yaml
  $ replay --in wire0=a.pcap --twin wire0=twin.pcap --at 2=apply:bad.yaml
  bad.yaml:4:31: error: spec.selecter: unknown field "selecter": did you mean "selector"?
  [3]
  $ replay --in wire0=a.pcap --twin wire0=twin.pcap --manifests bad.yaml --at 2=apply:bad.yaml --at 9=apply:none.yaml
  bad.yaml:4:31: error: spec.selecter: unknown field "selecter": did you mean "selector"?
  bad.yaml:4:31: error: spec.selecter: unknown field "selecter": did you mean "selector"?
  [3]
  $ replay --in wire0=a.pcap --twin wire0=twin.pcap --at 2=apply:none.yaml
  sluice-replay: none.yaml: No such file or directory
  [3]
  $ ls twin.pcap
  ls: cannot access 'twin.pcap': No such file or directory
  [2]
  $ for action in 2=apply: 2=delete:kubia 2=delete:service/ 2=ready:kubia-1=true 2=ready:pod/kubia-1 \
  >     2=ready:pod/kubia-1=maybe 2=restart 2 soon=apply:m.yaml; do
  >   replay --at "$action" || echo "[$?]"
  > done
  sluice-replay: not an action: '2=apply:'
  [2]
  sluice-replay: not an action: '2=delete:kubia'
  [2]
  sluice-replay: not an action: '2=delete:service/'
  [2]
  sluice-replay: not an action: '2=ready:kubia-1=true'
  [2]
  sluice-replay: not an action: '2=ready:pod/kubia-1'
  [2]
  sluice-replay: not an action: '2=ready:pod/kubia-1=maybe'
  [2]
  sluice-replay: not an action: '2=restart'
  [2]
  sluice-replay: wants a number of seconds: '2'
  [2]
  sluice-replay: wants a number of seconds: 'soon=apply:m.yaml'
  [2]

What is not there only when its moment comes is named then:

  $ replay --in wire0=a.pcap --at 2=ready:pod/kubia-2=true
  sluice-replay: pods "kubia-2" not found
  [3]
  $ replay --in wire0=a.pcap --at 2=delete:service/kubia-2
  error: services "kubia-2" not found
  [3]
  $ replay --in wire0=a.pcap --at 1=delete:svc/kubia --at 2=apply:m.yaml --at 2.1=ready:pod/default/kubia-1=false

Files and numbers:

  $ echo "no capture" >junk.pcap
  $ head -c 100 a.pcap >cut.pcap
  $ for file in junk.pcap cut.pcap none.pcap; do replay --in wire0=$file || echo "[$?]"; done
  sluice-replay: junk.pcap: * (glob)
  [1]
  sluice-replay: cut.pcap: truncated dump file; * (glob)
  [1]
  sluice-replay: none.pcap: No such file or directory
  [1]
  $ replay --in wire0=a.pcap --counters nowhere/counters.json
  sluice-replay: nowhere/counters.json: No such file or directory
  [1]
  $ replay --in wire0=a.pcap --out pods0=nowhere/out.pcap
  sluice-replay: nowhere/out.pcap: No such file or directory
  [1]
  $ replay --in wire7=a.pcap
  sluice-replay: no port 'wire7' in board.yaml
  [3]
  $ for n in 0 65 four; do replay --workers $n || echo "[$?]"; done
  sluice-replay: not a number in range: '0'
  [2]
  sluice-replay: not a number in range: '65'
  [2]
  sluice-replay: not a number in range: 'four'
  [2]
