H5: with several ports each has a unique name that is a DNS label; a single port may go without.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ ports() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec:
  >   ports: [$1]
  > Y
  > }
  $ ports '{port: 80}, {port: 443}'
  standard input:5:11: error: spec.ports[0]: name is missing: with several ports each needs one
  standard input:5:23: error: spec.ports[1]: name is missing: with several ports each needs one
  error: refused, nothing is changed: 2 errors
  [3]
  $ ports '{name: http, port: 80}, {port: 443}'
  standard input:5:35: error: spec.ports[1]: name is missing: with several ports each needs one
  error: refused, nothing is changed: 1 error
  [3]
  $ ports '{name: http, port: 80}, {name: http, port: 443}'
  standard input:5:42: error: spec.ports[1].name: "http" is the name of spec.ports[0] too
  error: refused, nothing is changed: 1 error
  [3]
  $ ports '{name: Http, port: 80}'
  standard input:5:18: error: spec.ports[0].name: expected a DNS label (lower-case letters, digits and '-', at most 63), found "Http"
  error: refused, nothing is changed: 1 error
  [3]
  $ ports '{name: http_1, port: 80}, {name: https, port: 443}'
  standard input:5:18: error: spec.ports[0].name: expected a DNS label (lower-case letters, digits and '-', at most 63), found "http_1"
  error: refused, nothing is changed: 1 error
  [3]
  $ ports '{name: a, port: 80}, {name: b, port: 80}'
  standard input:5:48: error: spec.ports[1].port: 80 is spec.ports[0] already, same protocol
  error: refused, nothing is changed: 1 error
  [3]
  $ ports ''
  standard input:5:3: error: spec: ports is missing: at least one is needed
  error: refused, nothing is changed: 1 error
  [3]
  $ ports '{port: 80}'
  service/kubia created
  $ ports '{name: a, port: 80}, {name: b, port: 80, protocol: UDP}, {name: c, port: 80, protocol: SCTP}'
  service/kubia configured
  $ sluice get svc kubia | awk '{print $5}'
  PORT(S)
  80/TCP,80/UDP,80/SCTP
