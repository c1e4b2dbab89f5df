Row 16: a LoadBalancer Service is a NodePort Service with an address from a pool; pending while no pool
has one, and it works as a NodePort Service all the same.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ [ $FAMILY = 4 ] && small='["203.0.113.17-203.0.113.18"]' || small='["2001:db8:113::17-2001:db8:113::18"]'
  $ board_start pools "[{\"name\": \"p\", \"ranges\": $small}]"
  $ said() { named | sed 's/^standard input:[0-9:]*/at/; /^error: refused/d'; }
  $ service() { local status=; [ -z "$6" ] || status="status: {loadBalancer: {ingress: [{ip: '$6'}]}}"; apply <<Y 2>&1 | said
  > apiVersion: v1
  > kind: Service
  > metadata: {name: $1$3}
  > spec: {type: ${4:-LoadBalancer}, ipFamilies: [$IPFAMILY], ports: [{port: 80, nodePort: $2}], $5}
  > $status
  > Y
  > }
  $ balancers() { sluice get svc | awk 'NR > 1 {print $1, $4, $5}' | named; }
  $ service one 30001
  service/one created
  $ service two 30002
  service/two created
  $ service three 30003
  at note: spec.type: no pool of the board has a free address: the external IP stays pending
  service/three created
  $ balancers
  one @lb1 80:30001/TCP
  three <pending> 80:30003/TCP
  two @lb2 80:30002/TCP
  $ blocks default/three | named | grep port
    port 80/TCP node port 30003

An address that is given back goes to who waits for longest; the others keep theirs.

  $ sluice delete svc one
  service "one" deleted
  $ blocks default/three | named | grep -c @lb1
  1
  $ service four 30004
  at note: spec.type: no pool of the board has a free address: the external IP stays pending
  service/four created
  $ service five 30005
  at note: spec.type: no pool of the board has a free address: the external IP stays pending
  service/five created
  $ balancers
  five <pending> 80:30005/TCP
  four <pending> 80:30004/TCP
  three @lb1 80:30003/TCP
  two @lb2 80:30002/TCP
  $ service three 30003 '' NodePort
  service/three configured
  $ balancers
  five <pending> 80:30005/TCP
  four @lb1 80:30004/TCP
  three <none> 80:30003/TCP
  two @lb2 80:30002/TCP
  $ service three 30003
  at note: spec.type: no pool of the board has a free address: the external IP stays pending
  service/three configured
  $ service four 30004 '' NodePort
  service/four configured
  $ balancers
  five @lb1 80:30005/TCP
  four <none> 80:30004/TCP
  three <pending> 80:30003/TCP
  two @lb2 80:30002/TCP
  $ sluice delete svc four five
  service "four" deleted
  service "five" deleted
  $ board_restart
  $ balancers
  three @lb1 80:30003/TCP
  two @lb2 80:30002/TCP

Source ranges: the field, or the older annotation.

  $ if [ $FAMILY = 4 ]; then R=198.51.100.0/24 S=198.51.101.0/24; else R=2001:db8:51::/64 S=2001:db8:52::/64; fi
  $ service two 30002 '' LoadBalancer "loadBalancerSourceRanges: ['$R']"
  service/two configured
  $ blocks default/two | grep source | sed "s,$R,R,"
    source R
  $ service two 30002 ", annotations: {service.beta.kubernetes.io/load-balancer-source-ranges: '$R, $S'}"
  service/two configured
  $ blocks default/two | grep source | sed "s,$R,R,; s,$S,S,"
    source R
    source S
  $ service two 30002 ", annotations: {service.beta.kubernetes.io/load-balancer-source-ranges: '$R; $S'}" | sed "s,$R,R,; s,$S,S,"
  at error: metadata.annotations: service.beta.kubernetes.io/load-balancer-source-ranges: "R; S" is no CIDR
  [3]
  $ service four 30004 '' NodePort "loadBalancerSourceRanges: ['$R']"
  at error: spec.loadBalancerSourceRanges: needs type LoadBalancer
  [3]
  $ service four 30004 ", annotations: {service.beta.kubernetes.io/load-balancer-source-ranges: '$R'}" NodePort
  at error: metadata.annotations: service.beta.kubernetes.io/load-balancer-source-ranges needs type LoadBalancer
  [3]

The address goes with the type, and is what the manifest's status asks for where it can be:

  $ service two 30002 '' NodePort
  service/two configured
  $ service five 30005 '' LoadBalancer '' $LB2
  service/five created
  $ service six 30006 '' LoadBalancer '' $LB2
  at note: spec.type: no pool of the board has a free address: the external IP stays pending
  at warning: status.loadBalancer.ingress: @lb2 is already allocated: service/five (standard input:1) has it
  service/six created
  $ balancers
  five @lb2 80:30005/TCP
  six <pending> 80:30006/TCP
  three @lb1 80:30003/TCP
  two <none> 80:30002/TCP

Why one waits is an event of it, told once, not with each of its changes:

  $ why() { for i in $(seq 100); do sluice get ev --field-selector involvedObject.name=$1,reason=${2:-PendingLoadBalancer} -o name | grep -q . && break; sleep 0.05; done
  > sluice describe svc $1 | grep Warning | aged | named; sluice get ev --field-selector involvedObject.name=$1,reason=PendingLoadBalancer -o jsonpath='{.items[*].count}{"\n"}'; }
  $ why six
    Warning  PendingLoadBalancer  0s  sluice  no pool of the board has a free address: the external IP stays pending
  1
  $ sluice label svc six a=b >/dev/null 2>&1
  $ why six Configured
    Warning  PendingLoadBalancer  0s  sluice  no pool of the board has a free address: the external IP stays pending
  1
  $ service seven 30007 '' LoadBalancer "loadBalancerIP: '$POD1'"
  at note: spec.type: the external IP stays pending until loadBalancerIP can be given
  at warning: spec.loadBalancerIP: no pool of the board has @pod1
  service/seven created
  $ why seven
    Warning  PendingLoadBalancer  0s  sluice  no pool of the board has @pod1
  1
