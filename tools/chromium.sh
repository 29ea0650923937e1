#!/usr/bin/env bash
# Finds Chromium and a Chinese font for the browser tests and prints Chromium's path; installs Debian's when run by root.
set -euo pipefail

find_chromium() {
  for name in "${GONGJIAN_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" && return
  done
  return 1
}

has_chinese_font() { command -v fc-list > /dev/null && [ -n "$(fc-list :lang=zh-cn family)" ]; }

if ! find_chromium > /dev/null || ! has_chinese_font; then
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "Installing Debian's chromium and fonts-noto-cjk (only the first time)" >&2
    export DEBIAN_FRONTEND=noninteractive
    packages=(chromium fonts-noto-cjk fontconfig)
    apt-get install -y -q --no-install-recommends "${packages[@]}" > /dev/null 2>&1 ||
      { apt-get update -q > /dev/null && apt-get install -y -q --no-install-recommends "${packages[@]}" > /dev/null; } || true
  fi
fi

if ! find_chromium; then
  echo "no Chromium was found; install it with: sudo apt install chromium fonts-noto-cjk" >&2
  exit 1
fi
