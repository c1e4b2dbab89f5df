H6: a cluster IP stays what it was, but to and from ExternalName; None is headless and stays so; two
cluster IPs at most, the first equals clusterIP.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ service() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia}
  > spec: {$1}
  > Y
  > }
  $ ip() { sluice get svc kubia | awk 'NR > 1 {print $3}' | named; }
  $ service "clusterIP: '$VIP1', ports: [{port: 80}]"
  service/kubia created

Another address is refused, none keeps the one that is there:

  $ service "clusterIP: '$VIP2', ports: [{port: 80}]" 2>&1 | said
  at error: spec.clusterIP: @vip2: a cluster IP cannot be changed, it is @vip1: delete the Service first
  [3]
  $ service "clusterIP: None, ports: [{port: 80}]" 2>&1 | said
  at error: spec.clusterIP: None: a cluster IP cannot be changed, it is @vip1: delete the Service first
  [3]
  $ service "clusterIP: '$VIP1', clusterIPs: ['$VIP2'], ports: [{port: 80}]" 2>&1 | said
  at error: spec.clusterIPs[0]: must equal clusterIP (@vip1)
  [3]
  $ service "clusterIPs: ['$VIP1'], ports: [{port: 80}]"
  service/kubia configured
  $ service "ports: [{port: 81}]"
  service/kubia configured
  $ ip
  @vip1

To ExternalName and back: the address is given back, and another may be asked for.

  $ service "type: ExternalName, externalName: example.com, clusterIP: '$VIP2'" 2>&1 | said
  at error: spec.clusterIP: not allowed with type ExternalName
  [3]
  $ service "type: ExternalName, externalName: example.com, clusterIP: '$VIP1', ipFamilies: [$IPFAMILY]"
  service/kubia configured
  $ ip
  <none>
  $ blocks
  $ service "clusterIP: '$VIP2', ports: [{port: 80}]"
  service/kubia configured
  $ ip
  @vip2
  $ apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: other}
  > spec: {clusterIP: "$VIP1", ports: [{port: 80}]}
  > Y
  service/other created

An address that another one has, or that is none:

  $ apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: third}
  > spec: {clusterIP: "$VIP1", ports: [{port: 80}]}
  > Y
  at error: spec.clusterIP: @vip1 is already allocated: service/other (standard input:1) has it
  [3]
  $ apply <<Y 2>&1 | said | sed 's/ in [0-9a-f].*/ in CIDR/'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: third}
  > spec: {clusterIP: "$CLIENT1", ports: [{port: 80}]}
  > Y
  at error: spec.clusterIP: @client1 is not in the valid range: cluster IPs are in CIDR
  [3]
  $ sluice delete svc kubia
  service "kubia" deleted

Headless stays headless, also without saying so again, and over a restart:

  $ service "clusterIP: None, ipFamilies: [$IPFAMILY], ports: [{port: 80}]"
  service/kubia created
  $ ip
  None
  $ service "ports: [{port: 81}]"
  service/kubia configured
  $ board_restart
  $ service "ports: [{port: 82}]"
  service/kubia configured
  $ ip
  None
  $ service "clusterIP: '$VIP2', ports: [{port: 80}]" 2>&1 | said
  at error: spec.clusterIP: @vip2: a cluster IP cannot be changed, it is None: delete the Service first
  [3]
  $ service "type: NodePort, ports: [{port: 80}]" 2>&1 | said
  at error: spec.clusterIP: None is for type ClusterIP alone
  [3]
  $ blocks default/kubia
