# Run every case and write junit.xml.
. ./lib/calc.sh
failed=0
{
  echo '<testsuites><testsuite name="cases">'
  for case in cases/*.sh; do
    name=$(basename "$case" .sh)
    echo "<testcase classname=\"cases\" name=\"$name\">"
    if ! (. "./$case"); then
      failed=1
      echo '<failure message="failed"/>'
    fi
    echo '</testcase>'
  done
  echo '</testsuite></testsuites>'
} > junit.xml
exit "$failed"
