Row 12: ExternalName is a name in DNS and nothing else; externalIPs are served where the board allows
them.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ service() { apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: ${2:-kubia}}
  > spec: {$1}
  > Y
  > }
  $ service 'type: ExternalName, externalName: api.somecompany.com.'
  service/kubia created
  $ service 'type: ExternalName, externalName: api.somecompany.com, ports: [{port: 80}]'
  service/kubia configured
  $ service 'type: ExternalName, externalName: "not a name"'
  at error: spec.externalName: type ExternalName needs a DNS name here
  [3]
  $ service 'type: ExternalName'
  at error: spec.externalName: type ExternalName needs a DNS name here
  [3]
  $ service 'type: ExternalName, externalName: a.b, ipFamilyPolicy: SingleStack'
  at error: spec.ipFamilyPolicy: not allowed with type ExternalName
  [3]
  $ blocks
  $ sluice get svc | awk '{print $1, $2, $3, $4, $5}'
  NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S)
  kubia ExternalName <none> api.somecompany.com 80/TCP
  $ sluice delete svc kubia
  service "kubia" deleted

  $ service "clusterIP: '$VIP1', externalIPs: ['$EXT1', '$CLIENT1'], ports: [{port: 80}]"
  at warning: spec.externalIPs[1]: @client1 is not served: outside the board's externalIPCIDRs
  service/kubia created
  $ blocks | named
  default/kubia internal=Cluster external=Cluster
    vip @vip1 cluster
    vip @ext1 external
    port 80/TCP
  $ sluice get svc | awk '{print $1, $2, $3, $4, $5}' | named
  NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S)
  kubia ClusterIP @vip1 @ext1,@client1 80/TCP
  $ service "clusterIP: '$VIP2', externalIPs: ['$EXT1'], ports: [{port: 443}]" other
  service/other created
  $ service "clusterIP: '$VIP3', externalIPs: ['$EXT1'], ports: [{port: 80}]" third
  at error: spec.externalIPs[0]: @ext1 TCP 80 is already allocated: service/kubia (standard input:1) has it
  [3]
  $ service "clusterIP: '$VIP3', externalIPs: ['$NODE1'], ports: [{port: 80}]" third
  at warning: spec.externalIPs[0]: @node1 is not served: outside the board's externalIPCIDRs
  service/third created
  $ board_stop
  $ rm -rf state
  $ board_start cluster.externalIPCIDRs '["192.0.2.0/24", "2001:db8::/64"]'
  $ service "clusterIP: '$VIP1', externalIPs: ['$NODE1'], ports: [{port: 80}]"
  at error: spec.externalIPs[0]: @node1 is the board's own address on port wire0
  [3]
