`sluice explain` tells what a field means and what it does here, in kubectl's layout. It needs no
running board.

  $ . "$TESTDIR/lib.sh"
  $ sluice explain service.spec.externalTrafficPolicy
  KIND:       Service
  VERSION:    v1
  
  FIELD: externalTrafficPolicy <string>
  ENUM:
      Cluster
      Local
  
  DEFAULT:    Cluster
  HERE:       supported
  
  DESCRIPTION:
      Local: traffic from outside goes only to pods of this node.
  $ sluice explain endpointslices.endpoints.conditions
  GROUP:      discovery.k8s.io
  KIND:       EndpointSlice
  VERSION:    v1
  
  FIELD: conditions <Object>
  
  HERE:       supported
  
  DESCRIPTION:
      Whether it may be used.
  
  FIELDS:
    ready\t<boolean> (esc)
      Takes new connections.
  
    serving\t<boolean> (esc)
      Its pod is ready.
  
    terminating\t<boolean> (esc)
      It is ending.
  
  $ sluice explain pod.spec.containers.ports --recursive
  KIND:       Pod
  VERSION:    v1
  
  FIELD: ports <[]Object>
  
  HERE:       supported
  
  DESCRIPTION:
      Ports it listens on.
  
  FIELDS:
    name\t<string> (esc)
    containerPort\t<integer> -required- (esc)
    protocol\t<string> (esc)
    hostIP\t<string> -ignored- (esc)
    hostPort\t<integer> -ignored- (esc)
    port\t-refused- (esc)
    targetPort\t-refused- (esc)
  $ sluice explain board.spec.cores
  GROUP:      sluice
  KIND:       Board
  VERSION:    v1
  
  FIELD: cores <Object>
  
  HERE:       supported
  
  DESCRIPTION:
      Which lcores do what.
  
  FIELDS:
    control\t<integer> (esc)
      Lcore of the main thread; auto: the first.
  
    workers\t<[]integer> (esc)
      Lcores of the workers, as a list or "1-3,5"; auto: each but the control
      core.
  
    idle\t<string> (esc)
    enum: spin, sleep
      What a worker does when there is nothing to receive.
  
  $ sluice explain service.spec.ipFamily
  KIND:       Service
  VERSION:    v1
  
  FIELD: ipFamily
  
  HERE:       refused
  
  DESCRIPTION:
      renamed in Kubernetes 1.20: write ipFamilies, a list

A path as messages have it is understood, and what is unknown is told with the nearest name:

  $ sluice explain 'service.spec.ports[0].nodePort' | head -4
  KIND:       Service
  VERSION:    v1
  
  FIELD: nodePort <integer>
  $ sluice explain service.spec.prots
  error: field "prots" does not exist in service.spec: did you mean "ports"?
  [1]
  $ sluice explain servcie
  error: the server has no resource type "servcie": did you mean "service"?
  [1]
  $ sluice explain deployments --api-version extensions/v1beta1
  error: there is no Deployment of apiVersion "extensions/v1beta1": did you mean "apps/v1"?
  [1]
  $ sluice explain networkpolicy
  error: NetworkPolicy has no effect here: it is passed over
  [1]
  $ sluice explain
  error: which kind or field? See 'sluice explain -h'
  [2]
