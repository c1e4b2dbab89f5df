Prune: what was applied out of a folder before and is no more in it is deleted, and nothing else.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ svc() { printf 'apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {ports: [{port: 80}]}\n' $1; }
  $ mkdir one two
  $ svc a >one/a.yaml; svc b >one/b.yaml; svc c >two/c.yaml
  $ svc d | sluice apply -f -
  service/d created
  $ sluice apply -f one -f two --prune
  service/a created
  service/b created
  service/c created
  $ rm one/b.yaml two/c.yaml
  $ sluice apply -f one --prune --dry-run=server
  service/a unchanged (server dry run)
  service/b pruned (server dry run)
  $ board_restart
  $ sluice apply -f one --prune
  service/a unchanged
  service/b pruned
  $ sluice get svc -o name
  service/a
  service/c
  service/d

A folder that became empty; from elsewhere than before it is another name for the same one:

  $ (cd two && sluice apply -f . --prune)
  service/c pruned
  $ sluice get svc -o name
  service/a
  service/d
  $ sluice apply -f one/a.yaml --prune
  error: --prune removes what came out of a folder and is no more in it: every -f must name a folder, and one/a.yaml is none
  [2]
  $ sluice apply -f two
  error: two: no .yaml, .yml or .json file in this folder
  [3]

Which folder it came from, and status that follows from the rest, are no fields that somebody changed:

  $ mkdir three
  $ cat >three/web.yaml <<Y
  > apiVersion: apps/v1
  > kind: Deployment
  > metadata: {name: web, annotations: {sluice/pod-ips: $POD1}}
  > spec:
  >   replicas: 2
  >   selector: {matchLabels: {app: web}}
  >   template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web}]}}
  > Y
  $ sluice apply -f three/web.yaml >/dev/null 2>&1
  $ sluice apply -f three
  three/web.yaml:3:53: note: metadata.annotations.sluice/pod-ips: addresses for 1 pod, and 2 replicas: as many pods as addresses
  deployment.apps/web configured
  $ sed -i 's/replicas: 2/replicas: 1/' three/web.yaml
  $ sluice apply -f three
  deployment.apps/web: spec.replicas: 2 -> 1
  deployment.apps/web configured
