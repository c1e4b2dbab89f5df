H1: the range of node ports is 30000-32767 unless the board says otherwise; a port out of it, or one
that another Service has, is refused, and the one that has it is named.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ node_port() { sed "s/^    //" <<Y
  >     apiVersion: v1
  >     kind: Service
  >     metadata: {name: $1}
  >     spec:
  >       type: NodePort
  >       ports: [{port: 80, nodePort: $2}]
  > Y
  > }
  $ node_port low 29999 | apply
  standard input:6:32: error: spec.ports[0].nodePort: the provided port is not in the valid range: node ports are 30000-32767
  error: refused, nothing is changed: 1 error
  [3]
  $ node_port high 32768 | apply
  standard input:6:32: error: spec.ports[0].nodePort: the provided port is not in the valid range: node ports are 30000-32767
  error: refused, nothing is changed: 1 error
  [3]
  $ node_port first 30000 | apply
  service/first created
  $ node_port last 32767 | apply
  service/last created
  $ node_port again 30000 | apply
  standard input:6:32: error: spec.ports[0].nodePort: the provided port is already allocated: service/first (standard input:1) has it
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice get svc -o name
  service/first
  service/last

Two of one apply that want the same: neither comes in.

  $ { node_port one 30500; echo ---; node_port two 30500; } | apply
  standard input:13:32: error: spec.ports[0].nodePort: the provided port is already allocated: service/one (standard input:1) has it
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice get svc one
  Error from server (NotFound): services "one" not found
  [1]

Another range:

  $ board_stop
  $ rm -rf state
  $ board_start cluster.nodePortRange 8000-8010
  $ node_port first 30000 | apply
  standard input:6:32: error: spec.ports[0].nodePort: the provided port is not in the valid range: node ports are 8000-8010
  error: refused, nothing is changed: 1 error
  [3]
  $ node_port first 8000 | apply
  service/first created
