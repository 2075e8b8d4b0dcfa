FROM node:20-bookworm AS build
WORKDIR /srv
RUN npm install --ignore-scripts ms@2.1.3
FROM busybox:1.36
COPY --from=build /srv/node_modules /srv/node_modules
# fixes: cache-mount-suggested
# keeps: /srv/node_modules/ms/index.js
