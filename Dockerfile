# What the image holds is what requirements.txt pins, by hash; nothing is compiled in it later.
FROM python:3.11-slim AS build
RUN python -m venv /opt/reformwatch
ENV PATH=/opt/reformwatch/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
COPY requirements.txt ./
RUN pip install --require-hashes --no-deps -r requirements.txt
COPY pyproject.toml README.md LICENSE cli.py scheduler.py settings.py ./
COPY commands commands
COPY crawler crawler
COPY pipelines pipelines
COPY samples samples
COPY search search
COPY store store
RUN pip install --no-deps --no-build-isolation .

FROM python:3.11-slim
# The programs that read scans, old Word files and archives (docs/attachments.md).
RUN apt-get update && apt-get install --yes --no-install-recommends poppler-utils tesseract-ocr tesseract-ocr-vie \
    tesseract-ocr-osd antiword catdoc libarchive-tools && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --home-dir /data --no-create-home reformwatch \
    && install --directory --owner=reformwatch --group=reformwatch /data
COPY --from=build /opt/reformwatch /opt/reformwatch
ENV PATH=/opt/reformwatch/bin:$PATH REFORMWATCH_HOME=/data PYTHONUNBUFFERED=1
USER reformwatch
WORKDIR /data
VOLUME /data
ENTRYPOINT ["reformwatch"]
CMD ["--help"]
