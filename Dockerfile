# Built from the lock alone: every package is fetched with its hash, and the image holds only what the daemon needs.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.lock .
RUN pip wheel --no-cache-dir --disable-pip-version-check --require-hashes --wheel-dir /wheels --requirement requirements.lock
COPY . .
RUN pip wheel --no-cache-dir --disable-pip-version-check --no-index --find-links /wheels --no-deps --wheel-dir /wheels . \
 && python -m venv /opt/monitor \
 && /opt/monitor/bin/pip install --no-cache-dir --disable-pip-version-check --no-index --find-links /wheels channel-monitor \
 && /opt/monitor/bin/python -m compileall -q /opt/monitor/lib \
 && /opt/monitor/bin/pip uninstall --yes --quiet pip setuptools

FROM python:3.11-slim
RUN useradd --system --uid 10001 --user-group --home-dir /data --shell /usr/sbin/nologin monitor \
 && install --directory --owner monitor --group monitor --mode 0700 /data
COPY --from=build /opt/monitor /opt/monitor
ENV PATH=/opt/monitor/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MONITOR_CONFIG=/config/monitor.yaml \
    MONITOR_CACHE=/data/cache
USER 10001:10001
# Relative paths of the watch file, `database: sqlite:///var/monitor.db` among them, begin here.
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9464/-/healthy', timeout=8)"]
ENTRYPOINT ["monitor"]
CMD ["run"]
