Rows 29 and 31, and an independent reference: what kubectl prints of the same objects. It needs no server for
`label --local` and `annotate --local`, which change nothing here.

  $ . "$TESTDIR/lib.sh"
  $ board_start
  $ local_kubectl() { KUBECONFIG=/dev/null kubectl label --local -f "$1" app=kubia --overwrite "${@:2}"; }

Templates, each printed by both:

  $ apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: Service
  > metadata: {name: kubia, labels: {app: kubia, app.kubernetes.io/name: kubia, tier: ""}, annotations: {text: "a <b> & 'c'"}}
  > spec:
  >   clusterIP: 10.96.0.7
  >   selector: {app: kubia}
  >   ports: [{name: http, port: 80, targetPort: http}, {name: https, port: 443, targetPort: 8443}, {name: dns, port: 53, protocol: UDP}]
  > Y
  $ sluice get svc kubia -o json >kubia.json
  $ cat >templates <<'T'
  > {.metadata.name}
  > {@.kind}/{$.apiVersion}
  > {.metadata.labels.app\.kubernetes\.io/name}
  > {.metadata.labels['app\.kubernetes\.io/name']}
  > {.metadata['name','namespace']}
  > [{.metadata.labels.tier}]
  > {.metadata.annotations}
  > {.metadata.annotations.text}
  > {.spec.ports[*].port}
  > {.spec.ports[0:2].name}
  > {.spec.ports[-1:].name}
  > {.spec.ports[::2].port}
  > {.spec.ports[0,2].port}
  > {.spec.ports[0]}
  > {.spec.ports[?(@.protocol=="UDP")].name}
  > {.spec.ports[?(@.port>=80)].name}
  > {.spec.ports[?(@.port!=80)].port}
  > {.spec.ports[?(@.nodePort)].port}
  > {.spec.ports[?(@.targetPort=="http")].port}
  > {..targetPort}
  > {..ports[1].port}
  > {.spec.clusterIPs}
  > {.nothing.at.all}
  > {range .spec.ports[*]}{.name}={.port}{"\t"}{.protocol}{"\n"}{end}
  > {range .nothing[*]}x{end}y
  > {"text"}{'more'}{" \u00e9\x41"}
  > {.spec.ports[9]}
  > {.spec.ports[0:9]}
  > {.metadata.name[0]}
  > {.spec[?(@.a==1)]}
  > {.spec.ports[?(@.port>true)]}
  > {.spec.ports[*
  > {.spec.ports[x]}
  > {.spec.ports[?(@.port==80}
  > {"open}
  > {end}
  > {*}
  > T
  $ plain() { sed -E 's/^error: error executing jsonpath .*Error executing template: (.*)\. Printing more .*/\1/; s/^error: error executing jsonpath .*Error executing template: (.*)/\1/; q'; }
  $ while IFS= read -r template; do
  >   local_kubectl kubia.json -o "jsonpath=$template" >theirs 2>their_error
  >   sluice get svc kubia -o "jsonpath=$template" >ours 2>our_error
  >   cmp -s theirs ours && [ "$(plain <their_error)" = "$(plain <our_error)" ] && continue
  >   echo "$template"
  >   cat theirs their_error ours our_error
  > done <templates
  $ local_kubectl kubia.json -o yaml | diff - <(sluice get svc kubia -o yaml)
  $ local_kubectl kubia.json -o json | diff - <(sluice get svc kubia -o json)
  $ local_kubectl kubia.json -o name
  service/kubia
  $ sluice get svc kubia -o name
  service/kubia

Strings that read as something else, or as nothing good, are written so that they stay what they are. An
annotation may be any text:

  $ /usr/bin/python3 - >texts.json <<'P'
  > import json
  > words = """yes no on off y n Y true false null ~ Null TRUE 0777 0o17 0x1f 0b1 1_000 80:30 1:20:30.5 1e3 1.5 .5 5. -1 +2 -.5 1e-3
  > .inf -.Inf .nan 2026-01-02 2026-01-02T03:04:05Z 10.0.0.1 fd00::1 a:b a: :a - -a --- ... ? ?a # a#b &a *a !a |a >a %a @a `a {a [a ]a }a
  > ,a a,b a{b kubia 1.2.3 v1 1e +a .a a. 12abc 0 00 08 1__0 1.0.0 0x 0xg e3 E5 1E5 infinity NaN""".split()
  > words += ["", " ", " a", "a ", "a b", "a #b", "a: b", "a :b", "it's", 'say "x"', "'q'", '"q"', "back\\slash", "tab\there", "\ttab",
  >           "two\nlines", "two\nlines\n", "two\nlines\n\n", "\nfirst", " lead\nline", "a\n\nb", "a\n b\n", "end \nof", "crlf\r\nx",
  >           "é", "日本", "\u0001", "\u00a0", "emoji \U0001f600", "x" * 200, "word " * 40, "l\n" * 3, "- a\n- b", "key: v\nk2: v", "# c\nx"]
  > json.dump({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "texts", "labels": {"app": "kubia"}, "annotations":
  >            {"k%03d" % i: w for i, w in enumerate(words)}}, "spec": {"clusterIP": "10.96.0.8", "ports": [{"port": 80}]}}, __import__("sys").stdout)
  > P
  $ sluice apply -f texts.json
  service/texts created
  $ sluice get svc texts -o json >texts.json
  $ local_kubectl texts.json -o yaml | diff - <(sluice get svc texts -o yaml)
  $ local_kubectl texts.json -o json | diff - <(sluice get svc texts -o json)

Objects of every kind are what kubectl takes for that kind, and each has its identity:

  $ for kind in ReplicaSet Deployment StatefulSet; do
  >   apply <<Y >/dev/null 2>&1
  > apiVersion: apps/v1
  > kind: $kind
  > metadata: {name: kubia, labels: {app: kubia}, annotations: {sluice/pod-ips: "10.180.0.1, 10.180.0.2"}}
  > spec: {replicas: 2, selector: {matchLabels: {app: kubia}}, template: {metadata: {labels: {app: kubia}}, spec: {containers: [{name: c, image: i}]}}}
  > Y
  > done
  $ apply <<Y >/dev/null 2>&1
  > apiVersion: v1
  > kind: ReplicationController
  > metadata: {name: kubia}
  > spec: {replicas: 1, selector: {app: kubia}, template: {metadata: {labels: {app: kubia}}, spec: {containers: [{name: c, image: i}]}}}
  > Y
  $ for kind in svc ep endpointslices po no ns rs rc deploy sts events; do
  >   sluice get $kind -A -o yaml >all.yaml
  >   local_kubectl all.yaml -o name | diff - <(sluice get $kind -A -o name) || echo "$kind differs"
  >   sluice get $kind -A -o jsonpath='{range .items[*]}{.metadata.uid}{"\n"}{end}' >>uids
  >   sluice get $kind -A -o custom-columns=A:.metadata.uid,B:.metadata.resourceVersion,C:.metadata.creationTimestamp | grep '<none>'
  > done
  [1]
  $ sort uids | uniq -d
  $ [ "$(wc -l <uids)" -gt 20 ] || wc -l <uids
