# One image for each service: `docker build --target gateway .`. Platforms that cannot name a target build the last
# stage and choose with `--build-arg SERVICE=workflows`.
ARG SERVICE=gateway

FROM docker.io/library/node:24-slim AS source
WORKDIR /source
COPY . .

# Only the manifests, so that dependencies are installed again only when one of them changes.
FROM source AS manifests
RUN node compose/image/manifests.mjs . /manifests

# Build tools. The build may use a registry and a certificate authority of its network; neither is in an image.
FROM docker.io/library/node:24-slim AS tools
ARG NPM_REGISTRY=https://registry.npmjs.org/
ENV NPM_CONFIG_REGISTRY=$NPM_REGISTRY NPM_CONFIG_UPDATE_NOTIFIER=false
COPY --from=manifests /manifests /manifests
COPY compose/image /manifests/compose/image
COPY compose/image/*.sh /usr/local/bin/
WORKDIR /build
RUN cp -r /manifests/. .
RUN --mount=type=secret,id=ca install.sh @mesh/image --include=optional
WORKDIR /mesh
RUN cp -r /manifests/. .

FROM tools AS gateway-tree
RUN --mount=type=secret,id=ca install.sh @mesh/gateway
COPY --from=source /source /source
RUN assemble.sh gateway

FROM tools AS credentials-tree
RUN --mount=type=secret,id=ca install.sh @mesh/credentials
COPY --from=source /source /source
RUN assemble.sh services/credentials

FROM tools AS workflows-tree
RUN --mount=type=secret,id=ca install.sh @mesh/workflows
COPY --from=source /source /source
RUN assemble.sh services/workflows

FROM tools AS plugins-tree
RUN --mount=type=secret,id=ca install.sh @mesh/plugins
COPY --from=source /source /source
RUN assemble.sh services/plugins

FROM tools AS vectors-tree
RUN --mount=type=secret,id=ca install.sh @mesh/vectors
COPY --from=source /source /source
RUN assemble.sh services/vectors

FROM tools AS objects-tree
RUN --mount=type=secret,id=ca install.sh @mesh/testing
RUN node /build/compose/image/packages.mjs . /image fauxqs

# The base of every service: Node.js as PID 1, an unprivileged user, a root file system that nothing writes to.
FROM docker.io/library/node:24-slim AS runtime
ARG GIT_COMMIT=unknown
# glibc has an arena for each thread; together they would hold 7 MiB of unused memory.
ENV NODE_ENV=production MALLOC_ARENA_MAX=2 PORT=8080 GIT_COMMIT=$GIT_COMMIT
USER 65534:65534
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://localhost:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]

FROM runtime AS gateway
COPY --from=gateway-tree /image /mesh
WORKDIR /mesh/gateway

FROM runtime AS credentials
COPY --from=credentials-tree /image /mesh
WORKDIR /mesh/services/credentials

FROM runtime AS workflows
COPY --from=workflows-tree /image /mesh
WORKDIR /mesh/services/workflows

FROM runtime AS plugins
COPY --from=plugins-tree /image /mesh
WORKDIR /mesh/services/plugins

FROM runtime AS vectors
COPY --from=vectors-tree /image /mesh
WORKDIR /mesh/services/vectors

# An S3 server for one machine. Production points S3_ENDPOINT_URL at a real bucket.
FROM runtime AS objects
USER root
RUN install -d -o 65534 -g 65534 /data
USER 65534:65534
ENV FAUXQS_PORT=8080 FAUXQS_LOGGER=false FAUXQS_S3_STORAGE_DIR=/data
COPY --from=objects-tree /image /mesh
WORKDIR /mesh
CMD ["node", "node_modules/fauxqs/dist/server.js"]

FROM ${SERVICE} AS service
