FROM node:20-bookworm
WORKDIR /srv
RUN npm init -y && npm install --ignore-scripts ms@2.1.3
# fixes: language-cache-left
# keeps: /srv/node_modules/ms/index.js
# gone: /root/.npm
