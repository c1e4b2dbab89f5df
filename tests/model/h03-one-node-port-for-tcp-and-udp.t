H3: one number for TCP and UDP of one Service, also when the second protocol comes later or one of
them is named.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: dns}
  > spec:
  >   type: NodePort
  >   ipFamilies: [$IPFAMILY]
  >   ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}, {name: metrics, port: 9153}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: later}
  > spec:
  >   type: NodePort
  >   ipFamilies: [$IPFAMILY]
  >   ports: [{name: tcp, port: 53}]
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: named}
  > spec:
  >   type: NodePort
  >   ipFamilies: [$IPFAMILY]
  >   ports: [{name: udp, port: 53, protocol: UDP}, {name: tcp, port: 53, nodePort: 30053}]
  > Y
  service/dns created
  service/later created
  service/named created
  $ node_ports() { blocks default/$1 | sed -n 's/^  port .* node port //p'; }
  $ node_ports dns | sort | uniq -c | sed 's/[0-9]*$/N/' | sort
        1 N
        2 N
  $ node_ports named
  30053
  30053
  $ before=$(node_ports later)
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: later}
  > spec:
  >   type: NodePort
  >   ipFamilies: [$IPFAMILY]
  >   ports: [{name: udp, port: 53, protocol: UDP}, {name: tcp, port: 53}]
  > Y
  service/later configured
  $ [ "$(node_ports later | uniq)" = "$before" ]
