The one error is told, not what stands before it:

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<'Y'
  > apiVersion: discovery.k8s.io/v1
  > kind: EndpointSlice
  > metadata: {name: bad}
  > addressType: IPv4
  > endpoints: [{addresses: [10.96.0.5]}]
  > Y
  standard input:3:11: warning: metadata: no label kubernetes.io/service-name: it belongs to no Service
  standard input:5:26: error: endpoints[0].addresses[0]: 10.96.0.5 lies in serviceCIDRs (10.96.0.0/12), where Services' own addresses are
  error: refused, nothing is changed: 1 error
  [3]
