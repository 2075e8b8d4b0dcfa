from busybox:1.36 as base
run echo 1 > /one
copy a.txt /a
CMD ["sh"]
from base
run echo 2 > /two
entrypoint ["sh", "-c"]
# fixes: instruction-casing
# keeps: /one, /two, /a
