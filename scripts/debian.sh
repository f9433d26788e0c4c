# Debian packages, for scripts/setup. Never asks a question: it installs when it may
# (as root, or with a sudo that wants no password), else it tells the one line to type.

# Prints those of the named packages that are not installed.
missing() {
    for package in "$@"; do
        case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) in
            *' ok installed') ;;
            *) printf '%s ' "$package" ;;
        esac
    done
}

# Fails when the packages cannot be installed from here, after telling how to.
install_packages() {
    if may_install; then
        echo "Installing Debian packages: $*"
        no_server_of_its_own "$@"
        apt_install "$@" >/dev/null 2>&1 && return
        # The lists may be empty (a fresh machine) or too old for what the mirror has now.
        said=$(as_root apt-get update -qq 2>&1 && apt_install "$@" 2>&1) && return
        echo "$said"
    fi
    echo "Missing Debian packages. This line installs them:"
    echo "    $(becoming_root) 'apt-get update && apt-get install -y $*'"
    return 1
}

becoming_root() {
    if [ "$(id -u)" -eq 0 ]; then
        echo 'sh -c'
    elif command -v sudo >/dev/null; then
        echo 'sudo sh -c'
    else
        echo 'su -c'
    fi
}

may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null
}

# With the package Debian starts a server on PostgreSQL's usual port; the tests start their own.
no_server_of_its_own() {
    case " $* " in *' postgresql '*) ;; *) return 0 ;; esac
    [ -n "$(missing postgresql-common)" ] || return 0
    as_root sh -c 'mkdir -p /etc/postgresql-common
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf'
}

apt_install() {
    # Waits a while for the lock: a fresh machine often updates itself in its first minutes.
    as_root apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@" </dev/null
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive "$@" </dev/null
    fi
}
