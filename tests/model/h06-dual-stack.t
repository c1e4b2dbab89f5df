H6: one family or both, by ipFamilyPolicy, ipFamilies and clusterIPs; the first family is fixed.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ service() { apply <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: $1}
  > spec: {$2 ports: [{port: 80}]}
  > Y
  > }
  $ shown() { sluice get svc $1 -o yaml | sed -n '/clusterIP:/,/ipFamilyPolicy/p' | grep -v Policy:.Cluster | xargs | sed -E 's/10\.[0-9.]+/A4/g; s/fd00:96::[0-9a-f]+/A6/g'; }
  $ service single ''
  service/single created
  $ shown single
  clusterIP: A4 clusterIPs: - A4 ipFamilies: - IPv4 ipFamilyPolicy: SingleStack
  $ service six 'ipFamilies: [IPv6],'
  service/six created
  $ shown six
  clusterIP: A6 clusterIPs: - A6 ipFamilies: - IPv6 ipFamilyPolicy: SingleStack
  $ service prefer 'ipFamilyPolicy: PreferDualStack,'
  service/prefer created
  $ shown prefer
  clusterIP: A4 clusterIPs: - A4 - A6 ipFamilies: - IPv4 - IPv6 ipFamilyPolicy: PreferDualStack
  $ service require 'ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6],'
  service/require created
  $ shown require
  clusterIP: A6 clusterIPs: - A6 - A4 ipFamilies: - IPv6 - IPv4 ipFamilyPolicy: RequireDualStack
  $ service by-address 'ipFamilyPolicy: PreferDualStack, clusterIPs: ["fd00:96::99", 10.96.0.99],'
  service/by-address created
  $ shown by-address
  clusterIP: A6 clusterIPs: - A6 - A4 ipFamilies: - IPv6 - IPv4 ipFamilyPolicy: PreferDualStack
  $ blocks default/by-address
  default/by-address internal=Cluster external=Cluster
    vip fd00:96::99 cluster
    vip 10.96.0.99 cluster
    port 80/TCP
  $ service free 'clusterIP: None,'
  service/free created
  $ shown free
  clusterIP: None clusterIPs: - None ipFamilies: - IPv4 - IPv6 ipFamilyPolicy: RequireDualStack
  $ service headless 'clusterIP: None, selector: {app: kubia},'
  service/headless created
  $ shown headless
  clusterIP: None clusterIPs: - None ipFamilies: - IPv4 ipFamilyPolicy: SingleStack

What does not fit:

  $ service bad 'ipFamilies: [IPv4, IPv6],'
  standard input:4:7: error: spec.ipFamilyPolicy: two families need PreferDualStack or RequireDualStack
  error: refused, nothing is changed: 1 error
  [3]
  $ service bad 'clusterIPs: [10.96.0.5, "fd00:96::5"],'
  standard input:4:7: error: spec.ipFamilyPolicy: two families need PreferDualStack or RequireDualStack
  error: refused, nothing is changed: 1 error
  [3]
  $ service bad 'ipFamilyPolicy: SingleStack, ipFamilies: [IPv4, IPv6],'
  standard input:4:24: error: spec.ipFamilyPolicy: two families need PreferDualStack or RequireDualStack
  error: refused, nothing is changed: 1 error
  [3]
  $ service bad 'ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv4, IPv4],'
  standard input:4:53: error: spec.ipFamilies: each family may stand here once
  error: refused, nothing is changed: 1 error
  [3]
  $ service bad 'ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv6], clusterIP: 10.96.0.5,'
  standard input:4:53: error: spec.ipFamilies: does not fit clusterIP (10.96.0.5)
  error: refused, nothing is changed: 1 error
  [3]
  $ service bad 'ipFamilyPolicy: PreferDualStack, clusterIPs: [10.96.0.5, 10.96.0.6],'
  standard input:4:53: error: spec.clusterIPs: both are of one family
  error: refused, nothing is changed: 1 error
  [3]
  $ service bad 'ipFamilyPolicy: RequireDualStack, clusterIPs: [None, None],'
  standard input:4:54: error: spec.clusterIPs: None stands alone
  error: refused, nothing is changed: 1 error
  [3]

A live Service gets its second family and gives it up again; the first stays, and so does its address.

  $ service single 'ipFamilyPolicy: RequireDualStack,'
  service/single configured
  $ shown single
  clusterIP: A4 clusterIPs: - A4 - A6 ipFamilies: - IPv4 - IPv6 ipFamilyPolicy: RequireDualStack
  $ first=$(sluice get svc single -o yaml | grep clusterIP:)
  $ service single ''
  service/single configured
  $ shown single
  clusterIP: A4 clusterIPs: - A4 - A6 ipFamilies: - IPv4 - IPv6 ipFamilyPolicy: RequireDualStack
  $ service single 'ipFamilies: [IPv4],'
  standard input:4:7: error: spec.ipFamilyPolicy: must be SingleStack to give up the second family
  error: refused, nothing is changed: 1 error
  [3]
  $ service single 'ipFamilyPolicy: SingleStack,'
  service/single configured
  $ shown single
  clusterIP: A4 clusterIPs: - A4 ipFamilies: - IPv4 ipFamilyPolicy: SingleStack
  $ [ "$first" = "$(sluice get svc single -o yaml | grep clusterIP:)" ]
  $ service single 'ipFamilies: [IPv6],'
  standard input:4:21: error: spec.ipFamilies[0]: the first family cannot be changed, it is IPv4: delete the Service first
  error: refused, nothing is changed: 1 error
  [3]
  $ service by-address 'ipFamilyPolicy: SingleStack, ipFamilies: [IPv6, IPv4], clusterIPs: ["fd00:96::99", 10.96.0.99],'
  service/by-address configured
  $ shown by-address
  clusterIP: A6 clusterIPs: - A6 ipFamilies: - IPv6 ipFamilyPolicy: SingleStack

Who names one family, or one address, and leaves the second to the policy can be changed at any time,
by apply, label and patch, and from a file; two that were named cannot become one:

  $ service one 'ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv4],'
  service/one created
  $ service one 'ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv4], sessionAffinity: ClientIP,'
  service/one configured
  $ sluice label svc one a=b
  service/one labeled
  $ shown one
  clusterIP: A4 clusterIPs: - A4 - A6 ipFamilies: - IPv4 - IPv6 ipFamilyPolicy: PreferDualStack
  $ service both 'ipFamilyPolicy: RequireDualStack, clusterIPs: [10.96.0.77],'
  service/both created
  $ sluice patch svc both -p '{"spec": {"sessionAffinity": "ClientIP"}}'
  service/both patched
  $ service both 'ipFamilyPolicy: PreferDualStack, clusterIPs: [10.96.0.77],'
  service/both configured
  $ shown both
  clusterIP: A4 clusterIPs: - A4 - A6 ipFamilies: - IPv4 - IPv6 ipFamilyPolicy: PreferDualStack
  $ write() { printf 'apiVersion: v1\nkind: Service\nmetadata: {name: filed, labels: {a: "%s"}}\nspec: {ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv6], ports: [{port: 80}]}\n' $1 >new && mv new $manifests/filed.yaml; }
  $ until_shown() { for i in $(seq 100); do [[ $(sluice get svc filed --show-labels --no-headers 2>&1) == *"$1"* ]] && return; sleep 0.05; done; echo "never: $1"; }
  $ write 1
  $ until_shown a=1
  $ write 2
  $ until_shown a=2
  $ rm $manifests/filed.yaml
  $ until_shown NotFound
  $ service one 'ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv4, IPv6],'
  service/one configured
  $ service one 'ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv4],'
  standard input:4:24: error: spec.ipFamilyPolicy: must be SingleStack to give up the second family
  error: refused, nothing is changed: 1 error
  [3]

The address that was given up is free:

  $ service again 'clusterIP: 10.96.0.99,'
  service/again created

All of it stays over a restart:

  $ sluice get svc -o yaml >before
  $ board_restart
  $ sluice get svc -o yaml | diff before -

On a board of one family PreferDualStack is one family, and stays that when the board gets both; what
needs both is refused:

  $ board_stop
  $ rm -rf state
  $ board_start cluster.serviceCIDRs '["10.96.0.0/12"]'
  $ service prefer 'ipFamilyPolicy: PreferDualStack,'
  service/prefer created
  $ shown prefer
  clusterIP: A4 clusterIPs: - A4 ipFamilies: - IPv4 ipFamilyPolicy: PreferDualStack
  $ service require 'ipFamilyPolicy: RequireDualStack,'
  standard input:4:24: error: spec.ipFamilyPolicy: RequireDualStack: the board has serviceCIDRs of one family alone
  error: refused, nothing is changed: 1 error
  [3]
  $ service six 'ipFamilies: [IPv6],'
  standard input:4:20: error: spec.ipFamilies: the board has no serviceCIDR for IPv6
  error: refused, nothing is changed: 1 error
  [3]
  $ service free 'clusterIP: None,'
  service/free created
  $ shown free
  clusterIP: None clusterIPs: - None ipFamilies: - IPv4 - IPv6 ipFamilyPolicy: RequireDualStack
  $ board_stop
  $ board_start
  $ shown prefer
  clusterIP: A4 clusterIPs: - A4 ipFamilies: - IPv4 ipFamilyPolicy: PreferDualStack
  $ service prefer 'ipFamilyPolicy: PreferDualStack, selector: {a: b},'
  standard input:4:51: note: spec.selector: no pod matches: default/prefer refuses connections until one does
  service/prefer configured
  $ shown prefer
  clusterIP: A4 clusterIPs: - A4 ipFamilies: - IPv4 ipFamilyPolicy: PreferDualStack
  $ service prefer 'ipFamilyPolicy: RequireDualStack,'
  service/prefer configured
  $ shown prefer
  clusterIP: A4 clusterIPs: - A4 - A6 ipFamilies: - IPv4 - IPv6 ipFamilyPolicy: RequireDualStack
