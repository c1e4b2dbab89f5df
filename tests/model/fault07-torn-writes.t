Fault 7: a writer that stops in the middle. A file of the folder that somebody still writes is not
read, at whatever byte the writer stands, though what is there may be a valid manifest; what was in
force stays. One that is moved into its place is read whole.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ cat >new.yaml <<Y
  > apiVersion: v1
  > kind: Service
  > metadata: {name: a}
  > spec: {ports: [{port: 80}]}
  > ---
  > apiVersion: v1
  > kind: Service
  > metadata: {name: b}
  > spec: {ports: [{port: 80}]}
  > Y
  $ sed 's/name: a/name: old/; /^---/,$d' new.yaml >"$manifests/svc.yaml"
  $ has() { for i in $(seq 100); do [ "$(sluice get svc -o name 2>/dev/null | tr '\n' ' ')" = "$1" ] && return; sleep 0.05; done; sluice get svc -o name; }
  $ has 'service/old '

The writer stands at each byte for a while, and the folder is looked at all the time:

  $ /usr/bin/python3 - "$manifests/svc.yaml" "$BUILD/app/cli/sluice" <<'P'
  > import os, subprocess, sys, time
  > text = open("new.yaml", "rb").read()
  > path, sluice = sys.argv[1:]
  > seen = set()
  > with open(path, "r+b", buffering=0) as f:
  >     f.truncate(0)
  >     for at in range(len(text)):
  >         f.write(text[at:at + 1])
  >         os.utime(os.path.dirname(path))
  >         time.sleep(0.02)
  >         if at % 8 == 7:
  >             seen.add(subprocess.run([sluice, "get", "svc", "-o", "name"], capture_output=True, text=True).stdout)
  > print(seen)
  > P
  {'service/old\n'}
  $ has 'service/a service/b '

A rename shows the old text or the new one, and at the next start too:

  $ /usr/bin/python3 - "$manifests/svc.yaml" "$BUILD/app/cli/sluice" <<'P'
  > import os, subprocess, sys
  > path, sluice = sys.argv[1:]
  > new = open("new.yaml").read()
  > texts = [new, new.replace("name: b", "name: c")]
  > seen = set()
  > for i in range(60):
  >     open("next.tmp", "w").write(texts[i % 2])
  >     os.rename("next.tmp", path)
  >     seen.add(subprocess.run([sluice, "get", "svc", "-o", "name"], capture_output=True, text=True).stdout)
  > print(seen <= {"service/a\nservice/b\n", "service/a\nservice/c\n"})
  > P
  True
  $ board_restart
  $ has 'service/a service/c '

A writer that dies leaves a file that is closed: what of it cannot be read is refused whole.

  $ head -c 150 new.yaml >"$manifests/svc.yaml"
  $ for i in $(seq 100); do sluice status 2>&1 | grep -q svc.yaml && break; sleep 0.05; done
  $ sluice status 2>&1 | grep -o 'svc.yaml:.*'
  svc.yaml:9:16: error: the '{' that opens here is not closed: ',' or '}' is expected at 10:1
  svc.yaml: note: its last good version stays in force
  [1]
  $ has 'service/a service/c '
