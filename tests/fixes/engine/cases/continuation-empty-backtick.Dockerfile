# escape=`
FROM busybox:1.36
RUN echo one > /one `

 && printf '\\ %s\n' two > /two
ENV A=C:\dir `

    B=2
# fixes: empty-continuation
# keeps: /one, /two
