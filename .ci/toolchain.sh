# Sourced by ./sheaf and ./check: finds Java 25 or later and Maven, or says how to get them.
# Sets JAVA_HOME; a JDK unless TOOLCHAIN=java is set before, which is enough to run what is built.

# java_major DIR: the feature release of the Java in DIR. Reads what is written there, since starting
# a virtual machine to ask it takes longer than the rest of ./sheaf together.
java_major() {
  local key value
  [ -x "$1/bin/java" ] || return 1
  if [ -r "$1/release" ]; then
    while IFS='=' read -r key value; do
      if [ "$key" = JAVA_VERSION ]; then
        value=${value#\"}
        printf '%s\n' "${value%%[.\"-]*}"
        return 0
      fi
    done <"$1/release"
  fi
  "$1/bin/java" -version 2>&1 | sed -n '1s/^[^"]*"\([0-9]*\).*/\1/p'
}

# find_java PROGRAM: a Java home of release 25 or later with that program in its bin.
find_java() {
  local on_path candidate major
  on_path=$(command -v "$1" 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*; do
    [ -n "$candidate" ] && [ -x "$candidate/bin/$1" ] || continue
    major=$(java_major "$candidate") || continue
    if [ "${major:-0}" -ge 25 ]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

# use_java PROGRAM: sets JAVA_HOME, or ends the script.
use_java() {
  JAVA_HOME=$(find_java "$1") || {
    echo "sheaf: no Java 25 or later with $1 found (looked at JAVA_HOME, PATH, /usr/lib/jvm and the like)." >&2
    echo "sheaf: install a JDK, for instance Temurin 25 (Debian: apt install temurin-25-jdk), or set JAVA_HOME." >&2
    exit 2
  }
  export JAVA_HOME
}

find_maven() {
  MVN=$(command -v mvn) || {
    echo "sheaf: Maven 3.8 or later is needed to build and was not found on PATH (Debian: apt install maven)." >&2
    exit 2
  }
}

if [ "${TOOLCHAIN:-jdk}" = java ]; then
  use_java java
else
  use_java javac
fi
