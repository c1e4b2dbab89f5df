Row 15: a node port is the manifest's or drawn and shown; given twice the second is refused and told who
has it. It stays over changes and restarts, is given back with the Service, and never twice.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ service() { apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: $1}
  > spec: {type: ${3:-NodePort}, ipFamilies: [$IPFAMILY], ports: [$2]}
  > Y
  > }
  $ port() { blocks default/$1 | sed -n 's/.*node port //p' | xargs; }
  $ service kubia-nodeport '{port: 80, targetPort: 8080, nodePort: 30123}'
  service/kubia-nodeport created
  $ sluice get svc kubia-nodeport | awk '{print $5}'
  PORT(S)
  80:30123/TCP
  $ service second '{port: 80, nodePort: 30123}'
  at error: spec.ports[0].nodePort: the provided port is already allocated: service/kubia-nodeport (standard input:1) has it
  [3]
  $ service drawn '{port: 80}'
  service/drawn created
  $ was=$(port drawn)
  $ [ "$was" -ge 30086 ]

A manifest that claims what was drawn a moment ago, alone, and before the holder in one apply:

  $ service thief "{port: 80, nodePort: $was}" | sed "s/$was/DRAWN/"
  at error: spec.ports[0].nodePort: the provided port is already allocated: service/drawn (standard input:1) has it
  [3]
  $ { cat <<Y; } | apply 2>&1 | said | sed "s/$was/DRAWN/"
  > apiVersion: v1
  > kind: Service
  > metadata: {name: thief}
  > spec: {type: NodePort, ports: [{port: 80, nodePort: $was}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: drawn}
  > spec: {type: NodePort, ipFamilies: [$IPFAMILY], ports: [{port: 81}]}
  > Y
  at error: spec.ports[0].nodePort: the provided port is already allocated: service/drawn (standard input:6) has it
  [3]

It stays when the port's number changes, and over a restart; a port beside it gets its own:

  $ service drawn '{port: 81}'
  service/drawn configured
  $ [ "$(port drawn)" = "$was" ]
  $ board_restart
  $ [ "$(port drawn)" = "$was" ]
  $ service drawn '{name: a, port: 81}, {name: b, port: 82}'
  service/drawn configured
  $ port drawn | wc -w
  2
  $ port drawn | grep -c "^$was "
  1

A number moves from one port to another of the same Service, and between Services in one apply:

  $ service drawn "{name: a, port: 81}, {name: b, port: 82, nodePort: $was}"
  service/drawn configured
  $ port drawn | grep -c " $was$"
  1
  $ service other '{port: 80, nodePort: 30124}'
  service/other created
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: other}
  > spec: {type: NodePort, ports: [{port: 80, nodePort: 30123}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia-nodeport}
  > spec: {type: NodePort, ports: [{port: 80, targetPort: 8080, nodePort: 30124}]}
  > Y
  service/other configured
  service/kubia-nodeport configured
  $ port other; port kubia-nodeport
  30123
  30124

As ClusterIP it gives the ports back, also where the manifest still says their numbers; one that never
had a node port is refused. Deleted it gives them back, too:

  $ service other '{port: 80}' ClusterIP
  service/other configured
  $ port other
  
  $ service kubia-nodeport '{port: 80, targetPort: 8080, nodePort: 30124}' ClusterIP
  service/kubia-nodeport configured
  $ sluice get svc kubia-nodeport -o yaml | grep -c " nodePort:"
  0
  [1]
  $ service again '{name: a, port: 1, nodePort: 30123}, {name: b, port: 2, nodePort: 30124}'
  service/again created
  $ sluice delete svc again
  service "again" deleted
  $ service third '{port: 80, nodePort: 30124}'
  service/third created
  $ service bad '{port: 80, nodePort: 30125}' ClusterIP
  at error: spec.ports[0].nodePort: not allowed with type ClusterIP: NodePort or LoadBalancer is needed
  [3]

On a board of another range what was drawn is drawn anew:

  $ sluice delete svc $(sluice get svc -o name | sed 's,.*/,,') >/dev/null
  $ service last '{port: 80}'
  service/last created
  $ board_stop
  $ board_start cluster.nodePortRange 31000-31099
  $ port last | grep -c '^310[0-9][0-9]$'
  1
