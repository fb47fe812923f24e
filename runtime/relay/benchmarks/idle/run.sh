#!/bin/sh
# What idle sessions cost a relay: starts one on loopback, opens SESSIONS sessions, leaves them idle, and prints the relay's
# memory (PSS of /proc, in MiB) before, while they are held and after a collection. Everything it starts it stops.
#
#   ./run.sh SESSIONS plain|tls [HOLD_SECONDS]      e.g.  ./run.sh 1000 tls    ./run.sh 10000 plain
#
# Needs compiler/cli/target/mailflow.jar (mvn package), a JDK (JAVA_HOME), openssl and python3, and SESSIONS + 200 open
# files (ulimit -n). MAILFLOW_JAVA_OPTIONS are the JVM's; default: those that README.md measures with.
set -eu

sessions=${1:?how many sessions}
mode=${2:?plain or tls}
hold=${3:-5}
here=$(cd "$(dirname "$0")" && pwd -P)
jar=${MAILFLOW_JAR:-$here/../../../../compiler/cli/target/mailflow.jar}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
options=${MAILFLOW_JAVA_OPTIONS:-"-Xmx256m -XX:+UseSerialGC"}

[ -f "$jar" ] || { echo "there is no $jar: build it with mvn package" >&2; exit 1; }
ulimit -n $((sessions + 200)) || { echo "too few open files are allowed" >&2; exit 1; }

work=$(mktemp -d /tmp/mailflow-idle.XXXXXX)
relay=
stop() {
    [ -z "$relay" ] || kill "$relay" 2>/dev/null || true
    [ -z "$relay" ] || wait "$relay" 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=mail.idle.test" \
    -addext "subjectAltName=DNS:mail.idle.test" -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
cat > "$work/idle.mailflow" <<POLICY
language 1
organization idle { domains idle.test }
endpoint onprem : server { hosts mail.idle.test  networks 192.0.2.1  mailboxes idle.test }
endpoint bank : partner { domains bank.test }
connector in from bank to onprem require tls
POLICY
cat > "$work/overlay.json" <<OVERLAY
{ "listeners": [{ "address": "127.0.0.1", "port": 0 }],
  "tls": { "key": "key.pem", "certificate": "certificate.pem" },
  "limits": { "sessions": $((sessions + 100)), "sessionsPerClient": $((sessions + 100)) },
  "local": { "maildir": "mail" }, "queue": { "folder": "queue" } }
OVERLAY
cd "$work"
# shellcheck disable=SC2086 # several options on purpose
"$java" $options -jar "$jar" relay idle.mailflow --site onprem --overlay overlay.json > out 2> err &
relay=$!
port=
for _ in $(seq 1 300); do
    port=$(sed -n 's/^relay of onprem listens on 127.0.0.1:\([0-9]*\).*/\1/p' out)
    [ -z "$port" ] || break
    kill -0 "$relay" 2>/dev/null || { cat out err >&2; exit 1; }
    sleep 0.2
done
[ -n "$port" ] || { echo "the relay did not start" >&2; cat err >&2; exit 1; }

pss() { awk '/^Pss:/ { sum += $2 } END { printf "%d", sum / 1024 }' "/proc/$relay/smaps_rollup"; }
cpu() { awk '{ print $14 + $15 }' "/proc/$relay/stat"; }

"$java" -version 2>&1 | head -1
echo "options $options"
echo "before: $(pss) MiB"
python3 "$here/idle.py" "$port" "$sessions" "$mode" "$((hold + 4))" > held 2>&1 &
client=$!
for _ in $(seq 1 1200); do
    if grep -q '^held' held; then break; fi
    kill -0 "$client" 2>/dev/null || { cat held >&2; exit 1; }
    sleep 0.2
done
cat held
echo "held: $(pss) MiB"
before=$(cpu)
sleep "$hold"
echo "CPU while idle: $(( ($(cpu) - before) * 10 )) ms in $hold s"
wait "$client" || { cat held >&2; exit 1; }
tail -1 held
echo "after: $(pss) MiB"
