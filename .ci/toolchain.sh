# Sourced by ./sheaf, ./check and .ci/run: finds a JDK 25 or later and Maven, or says how to get them.
# Sets JAVA_HOME and MVN.

jdk_major() {
  [ -x "$1/bin/javac" ] || return 1
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

find_jdk() {
  local on_path candidate major
  on_path=$(command -v javac 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*; do
    [ -n "$candidate" ] || continue
    major=$(jdk_major "$candidate") || continue
    if [ "${major:-0}" -ge 25 ]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

JAVA_HOME=$(find_jdk) || {
  echo "sheaf: no JDK 25 or later found (looked at JAVA_HOME, PATH, /usr/lib/jvm and the like)." >&2
  echo "sheaf: install one, for instance Temurin 25 (Debian: apt install temurin-25-jdk), or set JAVA_HOME." >&2
  exit 2
}
export JAVA_HOME

find_maven() {
  MVN=$(command -v mvn) || {
    echo "sheaf: Maven 3.8 or later is needed to build and was not found on PATH (Debian: apt install maven)." >&2
    exit 2
  }
}
