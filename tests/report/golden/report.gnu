app/Dockerfile:4:19: error: ENV API_TOKEN leaves a secret [secret-shown]
app/Dockerfile:5:5: warning: pin a version for: curl [pin-apt]
app/Dockerfile:7:5: note: Double quote `$x`, to prevent | globbing [shellcheck/SC2086]
app/Dockerfile:7:8: note: two blanks <in> a row, 100% sure: yes [odd-form]
gone/Dockerfile: error: No such file or directory
