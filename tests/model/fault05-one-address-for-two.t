Fault 5: an address, a port or a number that somebody has already, or that is the board's own: the
newer claim is refused and names who has it; the older one stays.

# families: 4 6

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ service() { printf 'apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {ports: [{port: 80%s}], ipFamilies: [%s], %s}\n' "$1" "$3" "$IPFAMILY" "$2" | sluice apply -f - 2>&1 | named | sed -E "s,(10.96.0.0/12|fd00:96::/112),@services,"; }
  $ service one "clusterIP: '$VIP1'"
  service/one created
  $ service two "clusterIP: '$VIP1'"
  standard input:4:60: error: spec.clusterIP: @vip1 is already allocated: service/one (standard input:1) has it
  error: refused, nothing is changed: 1 error
  [3]
  $ service np1 "type: NodePort" ", nodePort: 30007"
  service/np1 created
  $ service np2 "type: NodePort" ", nodePort: 30007"
  standard input:4:37: error: spec.ports[0].nodePort: the provided port is already allocated: service/np1 (standard input:1) has it
  error: refused, nothing is changed: 1 error
  [3]
  $ service lb1 "type: LoadBalancer, loadBalancerIP: '$LB1'"
  service/lb1 created
  $ service lb2 "type: LoadBalancer, loadBalancerIP: '$LB1'"
  standard input:4:85: error: spec.loadBalancerIP: @lb1 is already allocated: service/lb1 (standard input:1) has it
  error: refused, nothing is changed: 1 error
  [3]
  $ service ext1 "externalIPs: ['$EXT1']"
  service/ext1 created
  $ service ext2 "externalIPs: ['$EXT1']"
  standard input:4:63: error: spec.externalIPs[0]: @ext1 TCP 80 is already allocated: service/ext1 (standard input:1) has it
  error: refused, nothing is changed: 1 error
  [3]

The board's own address, a pod's, one of another network:

  $ service own "clusterIP: '$NODE1'"
  standard input:4:60: error: spec.clusterIP: @node1 is not in the valid range: cluster IPs are in @services
  error: refused, nothing is changed: 1 error
  [3]
  $ service pod "clusterIP: '$POD1'"
  standard input:4:60: error: spec.clusterIP: @pod1 is not in the valid range: cluster IPs are in @services
  error: refused, nothing is changed: 1 error
  [3]
  $ service far "clusterIP: '$CLIENT1'"
  standard input:4:60: error: spec.clusterIP: @client1 is not in the valid range: cluster IPs are in @services
  error: refused, nothing is changed: 1 error
  [3]
  $ service ownext "externalIPs: ['$NODE1']"
  standard input:4:63: warning: spec.externalIPs[0]: @node1 is not served: outside the board's externalIPCIDRs
  service/ownext created
  $ service ownlb "type: LoadBalancer, loadBalancerIP: '$NODE1'"
  standard input:4:55: note: spec.type: the external IP stays pending until loadBalancerIP can be given
  standard input:4:85: warning: spec.loadBalancerIP: no pool of the board has @node1
  service/ownlb created

Two of one text, neither is applied:

  $ { for name in twin1 twin2; do printf -- '---\napiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {clusterIP: "%s", ports: [{port: 80}]}\n' $name "$VIP2"; done; } | sluice apply -f - 2>&1 | named
  standard input:10:19: error: spec.clusterIP: @vip2 is already allocated: service/twin1 (standard input:2) has it
  error: refused, nothing is changed: 1 error
  [3]
  $ sluice get svc -o name | sort
  service/ext1
  service/lb1
  service/np1
  service/one
  service/ownext
  service/ownlb
  $ sluice get svc one np1 lb1 ext1 --no-headers | named | awk '{print $1, $2, $4}'
  one ClusterIP <none>
  np1 NodePort <none>
  lb1 LoadBalancer @lb1
  ext1 ClusterIP @ext1
