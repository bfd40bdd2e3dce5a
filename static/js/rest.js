// The description of REST, shown by Swagger UI; what is tried is sent as the person who is signed in.

const place = document.getElementById("rest");
const proof = JSON.parse(document.body.getAttribute("hx-headers"));
const spec = await (await fetch(place.dataset.document)).json();

window.SwaggerUIBundle({
  domNode: place,
  spec,
  docExpansion: "none",
  filter: true,
  defaultModelsExpandDepth: -1,
  requestInterceptor: (request) => ({ ...request, headers: { ...request.headers, ...proof } }),
});
