# The stylesheet is built where Node is; the program runs where it is not.
FROM node:20-bookworm-slim AS styles
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --silent
COPY frontend frontend
RUN npm run --silent build

FROM python:3.11-slim-bookworm
RUN apt-get update \
  && apt-get install -y --no-install-recommends fonts-liberation fonts-noto-core fonts-noto-cjk fontconfig libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --no-deps -r requirements.lock
COPY . .
COPY --from=styles /app/frontend/dist frontend/dist
ENV STATIC_ROOT=/app/static
# Viewflow's own pages are not used, so its static files stay out. The values stand in for the real ones only here.
RUN DEBUG=false SECRET_KEY=only-for-this-step DATABASE_URL=sqlite:////tmp/none ALLOWED_HOSTS=build \
  SITE_URL=http://build EMAIL_URL=consolemail:// MAIL_FROM=build@build.example AUTHORITY_NAME=- LETTER_TEAM=- \
  LETTER_ADDRESS=- LETTER_PHONE=- LETTER_EMAIL=- VAR_DIR=/tmp/build \
  python manage.py collectstatic --noinput -i viewflow --verbosity 0
RUN useradd --create-home soc && mkdir -p /data && chown soc /data
USER soc
