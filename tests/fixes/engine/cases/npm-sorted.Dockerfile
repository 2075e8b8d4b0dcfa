FROM node:20-bookworm
RUN npm install --global --ignore-scripts ms@2.1.3 is-number@7.0.0 has-flag@4.0.0 && rm -rf /root/.npm
# fixes: unsorted-packages
# keeps: /usr/local/lib/node_modules/ms/index.js
