-- The tour times of one house, by someone who is signed in.
function request()
   return wrk.format("GET", "/api/getEntrataTourTimes.php?propertyId=" .. os.getenv("BENCH_HOUSE"),
      { Cookie = "portal_session=bench0000000000000000000000" })
end
