; candor:// opens Candor. electron-builder registers protocols on macOS and Linux only.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\candor" "" "URL:Candor"
  WriteRegStr SHELL_CONTEXT "Software\Classes\candor" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\candor\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\candor\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  ; An upgrade runs the old uninstaller too; the new installer writes the keys again afterwards.
  DeleteRegKey SHELL_CONTEXT "Software\Classes\candor"
!macroend
