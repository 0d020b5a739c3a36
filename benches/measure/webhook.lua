-- Activations of two hundred properties, one after the other.
local paths = {}

function init()
   for n = 1, 200 do
      paths[n] = "/index.php?client_id=0123456789abcdef0123.portal&client_secret=sandbox-secret&cid=4711&property_id="
         .. (900000 + n) .. "&request_type=ACTIVATION"
   end
end

local n = 0
function request()
   n = n % 200 + 1
   return wrk.format("GET", paths[n])
end
