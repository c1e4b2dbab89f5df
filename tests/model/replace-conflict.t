Replace takes the place of what is there, and refuses to do so over what somebody else changed.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ cat >svc.yaml <<'Y'
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia, labels: {a: "1"}}
  > spec: {type: NodePort, ports: [{port: 80}]}
  > Y
  $ sluice replace -f svc.yaml
  Error from server (NotFound): services "kubia" not found
  [1]
  $ sluice create -f svc.yaml
  service/kubia created
  $ sluice create -f svc.yaml
  Error from server (AlreadyExists): services "kubia" already exists
  [1]
  $ sluice get svc kubia -o yaml >mine.yaml
  $ port=$(sluice get svc kubia -o jsonpath='{.spec.ports[0].nodePort}')
  $ sluice label svc kubia b=2
  service/kubia labeled
  $ sed -i 's/a: "1"/a: "3"/' mine.yaml
  $ sluice replace -f mine.yaml
  Error from server (Conflict): Operation cannot be fulfilled on services "kubia": the object has been modified; please apply your changes to the latest version and try again
  [1]
  $ sed -i '/resourceVersion/d' mine.yaml
  $ sluice replace -f mine.yaml --dry-run=server
  service/kubia replaced (server dry run)
  $ sluice replace -f mine.yaml
  service/kubia replaced
  $ sluice get svc kubia --show-labels --no-headers | awk '{print $NF}'
  a=3

What the board gave is kept where the manifest says nothing of it:

  $ sluice replace -f svc.yaml -o jsonpath='{.spec.ports[0].nodePort}' | grep -cx $port
  1
