# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-progress

FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin loopworks
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 LOOPWORKS_STATIC_ROOT=/static
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=assets /build/node_modules node_modules
COPY . .
# pybabel comes with the packages; the compiled loops and static files are part of the image, which is read-only.
RUN for words in locale/*/LC_MESSAGES/*.po; do pybabel --quiet compile --input-file "$words" --output-file "${words%.po}.mo"; done \
    && python -m engine.warmup \
    && python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q .
USER 10001
EXPOSE 8000
