H2: numbers that nobody names are drawn above the static band first, and from it when the rest is
used up. Node ports: the first min(max(16, size/32), 128) of the range; cluster IPs: the first
min(max(16, size/16), 256) addresses after the network's own.

  $ . "$TESTDIR/lib.sh"
  $ board_start cluster.serviceCIDRs '["10.96.0.0/27"]' cluster.nodePortRange 30000-30019
  $ services() { for i in $(seq $1 $2); do sed "s/^    //" <<Y
  >     ---
  >     apiVersion: v1
  >     kind: Service
  >     metadata: {name: s$i}
  >     spec: {type: NodePort, ports: [{port: 80}]}
  > Y
  > done; }
  $ ips() { sluice get svc -o yaml | sed -n 's/^ *clusterIP: "*10.96.0.\([0-9]*\)"*/\1/p' | sort -n | xargs; }
  $ ports() { sluice get svc -o yaml | sed -n 's/^.*nodePort: //p' | sort -n | xargs; }

The range has 20 ports, 16 of them static; the network 30 addresses, 16 of them static.

  $ services 1 4 | apply >/dev/null
  $ ports
  30016 30017 30018 30019
  $ services 5 6 | apply >/dev/null
  $ ports | wc -w
  6
  $ ips | tr ' ' '\n' | awk '$1 < 17'

When the upper part is used up, the static band is drawn from too, and then nothing is left:

  $ services 7 20 | apply >/dev/null
  $ ports
  30000 30001 30002 30003 30004 30005 30006 30007 30008 30009 30010 30011 30012 30013 30014 30015 30016 30017 30018 30019
  $ ips | tr ' ' '\n' | awk '$1 < 17' | wc -l
  6
  $ services 21 21 | apply
  standard input:5:32: error: spec.ports[0].nodePort: no node port is free in 30000-30019
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice delete svc s20
  service "s20" deleted
  $ services 21 21 | apply
  service/s21 created

The default range, where 86 ports are static, and the /24 of Kubernetes' documents, where 16 are:

  $ board_stop
  $ rm -rf state
  $ board_start cluster.serviceCIDRs '["10.96.0.0/24"]'
  $ services 1 150 | apply >/dev/null
  $ ports | tr ' ' '\n' | awk '$1 < 30086' | wc -l
  0
  $ ips | tr ' ' '\n' | awk '$1 < 17 || $1 == 255' | wc -l
  0
