/** How the printed page looks: black on white, big enough to type from, nothing that needs colour to be understood. */
export const PRINT_STYLE = `body { font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; color: #111; background: #fff; margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
h1 { border-bottom: 3px solid #111; }
h2 { border-bottom: 1px solid #999; margin-top: 2.5rem; break-after: avoid; }
table { border-collapse: collapse; }
th, td { border: 1px solid #999; padding: .25rem .6rem; text-align: left; vertical-align: top; }
th { font-weight: 600; background: #f3f3f3; }
pre { background: #f3f3f3; border: 1px solid #ccc; padding: .6rem .8rem; margin: .4rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 14px/1.4 ui-monospace, Consolas, monospace; }
.warning { border: 2px solid #b00; border-left-width: .6rem; padding: .5rem .8rem; font-weight: 600; }
.step { margin: .8rem 0; break-inside: avoid; }
.step > pre { margin-left: 1.6rem; }
input[type=checkbox] { width: 1.1rem; height: 1.1rem; vertical-align: -.15rem; }
footer { border-top: 1px solid #999; color: #333; font-size: .8rem; padding: .3rem 1.5rem; text-align: center; }
@media print {
  body { display: table; width: 100%; }
  main { display: table-row-group; }
  footer { display: table-footer-group; break-inside: avoid; }
}
`;
