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
