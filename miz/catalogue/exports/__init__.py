"""The catalogue as others read it: CPSV-AP and DCAT-AP as linked data, JSON, CSV.

`entries` are the published services that every export walks; `cpsv`, `dcat`, `plain` and `tables`
turn them into one format each, `rdf` writes linked data as JSON-LD or Turtle. `cpsv_reading` is the
way back: CPSV-AP of any origin into records of the service form.
"""
