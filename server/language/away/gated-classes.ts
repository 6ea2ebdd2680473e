/** What no away plan can allow in advance, whatever it says. */
export interface GatedClass {
  /** `sudo`, `network configuration`: as a message says it. */
  readonly name: string;
  /** Programs and arguments; where one of these stands, something is run. */
  readonly commands: RegExp;
  /** Words that people use for it; words around them may show that something else is meant. */
  readonly words: RegExp;
}

export const gatedClasses: readonly GatedClass[] = [
  {
    name: 'hardware motion',
    commands: /\bros2? (?:launch|run|action)\b|\brostopic pub\b/i,
    words:
      /\b(?:hardware motion|teleop\w*|jog(?:ging)? the|(?:move|moving|drive|driving|home|homing|actuat\w+|swing\w*|lift\w*) (?:the |an? )?(?:real |physical )?(?:robot|arm|gantry|base|motors?|servos?|actuators?|grippers?|axis|axes|drone|vehicle|joints?)|(?:robot|arm|motor|servo|gripper|actuator|joint|axis)s? (?:motion|movements?)|(?:enable|start|run|power|energi[sz]e) (?:the )?(?:motors?|servos?|actuators?))\b/i,
  },
  {
    name: 'sudo',
    commands: /\b(?:sudo|doas|pkexec|visudo|setuid|su -|su root)(?![\w-])/i,
    words:
      /\b(?:as root|root (?:access|rights|privileges?|shell)|run as administrator|administrator rights|elevated (?:rights|privileges?|shell))\b/i,
  },
  {
    name: 'credentials',
    commands:
      /\b(?:ssh-keygen|ssh-copy-id|ssh-add|gpg --(?:gen|full-gen|import|export)\S*|aws configure|gh auth|gcloud auth|az login|docker login|npm (?:login|adduser|token)|vault (?:read|write|kv)|kubectl create secret|passwd|htpasswd)\b/i,
    words:
      /\b(?:rotat|chang|creat|generat|add|use|using|read|cop|stor|updat|set|replac|renew|issu|enter|export|print|revok)\w{0,4} (?:\S{1,20} ){0,2}(?:credentials?|passwords?|secrets?|api[- ]?keys?|access tokens?|auth\w* tokens?|private keys?|ssh[- ]keys?)\b/i,
  },
  {
    name: 'network configuration',
    commands:
      /\b(?:iptables|ip6tables|nft (?:add|delete|flush|insert)|ufw (?:allow|deny|enable|disable|delete)|firewall-cmd|ifconfig|ip (?:addr|link|route|rule) (?:add|del|set|flush)|nmcli|netplan|route (?:add|del)|netsh|resolvectl|wg-quick)\b|\b(?:resolv\.conf|sshd_config)\b|\/etc\/hosts\b/i,
    words:
      /\b(?:network (?:configuration|settings?|changes?|interfaces?)|firewall(?: rules?)?|port[- ]forwarding|dns (?:settings?|records?|configuration)|wi-?fi (?:settings?|configuration)|vpn (?:settings?|configuration))\b/i,
  },
  {
    name: 'destructive restore',
    commands:
      /\brestore\b.{0,60}--(?:force|clean|overwrite)\b|\bgit (?:reset --hard|clean -\w*f\w*)|\brm -\w*[rR]\w*|\bpg_restore\b|\bmkfs\b|\bdd if=|\b(?:drop|truncate) (?:table|database|schema)\b|\bwipefs\b/i,
    words:
      /\b(?:destructive(?:ly)? \w+|restor(?:e|ing) (?:from )?(?:the |an? |our |latest |last |newest )*(?:backups?|snapshots?|images?|dumps?)|roll(?:ing)? back (?:the )?(?:database|snapshot|machine|disk)|format (?:the )?disk|overwrit(?:e|ing) (?:the )?(?:backups?|snapshots?|database))\b/i,
  },
  {
    name: 'publication',
    commands:
      /\b(?:git push|(?:npm|pnpm|yarn(?: npm)?|cargo|poetry|uv|bun|vsce|ovsx|dart pub) publish|twine upload|gh (?:release|pr) (?:create|merge|edit|upload)|docker push|helm push|gem push|mvn deploy|nuget push|semantic-release|firebase deploy|vercel --prod|kubectl apply|terraform apply)(?![\w-])/i,
    words:
      /\b(?:publish(?:es|ing)?(?! ?[/-] ?subscribe)|publication|(?:push|pushing) (?:(?:the|all|your|my|finished|new) )*(?:commits?|branch(?:es)?|tags?|work|changes|to )|releas(?:e|ing) (?:it |the (?:package|image|app|version) )?(?:to|on) |deploy(?:ing|ments?)? (?:\S{1,20} ){0,2}(?:to )?prod\w*|make (?:\S{1,20} ){0,2}public|merg(?:e|ing) (?:\S{1,20} ){0,2}(?:in)?to (?:main|master))/i,
  },
];

export interface GatedWords {
  readonly class: string;
  /** As written. */
  readonly words: string;
}

const NEGATION =
  /\b(?:no|not|never|without|don['’]?t|do not|nothing|neither|nor|except|unless|instead of|rather than|avoid|excluding|before|short of|until|ask|asks|asking|wait|waits|forbidden|dry[- ]run|mock(?:ed|s)?|simulat\w+)\b/i;
/** Work on texts and tests about a thing is not the thing. */
const ABOUT_BEFORE =
  /\b(?:tests?|docs?|documentation|documents?|notes?|guides?|comments?|mocks?|fixtures?|wording|readme|describe|explain|review|plan|draft)\b(?: \S{1,20}){0,8} ?$/i;
const ABOUT_BEHIND =
  /^\S{0,3}[ -](?:forms?|fields?|tests?|docs?|documentation|pages?|guides?|validation|hashing|parsers?|models?|modules?|components?|screens?|prompts?|handling|fixtures?|mocks?|code|polic(?:y|ies)|wording|sections?|chapters?|scripts?'? tests?)\b/i;

/** What an entry allows although it is always gated; null for what is negated or only spoken about. Bounded. */
export function gatedWordsIn(text: string): GatedWords | null {
  const bounded = text.slice(0, 2000);
  for (const { name, commands, words } of gatedClasses) {
    const command = commands.exec(bounded);
    if (command && !isNegated(bounded, command.index)) return { class: name, words: command[0] };
    const match = words.exec(bounded);
    if (!match || isNegated(bounded, match.index)) continue;
    const before = clauseBefore(bounded, match.index);
    const behind = bounded.slice(match.index + match[0].length, match.index + match[0].length + 60);
    if (ABOUT_BEFORE.test(before) || ABOUT_BEHIND.test(behind)) continue;
    return { class: name, words: match[0].trimEnd() };
  }
  return null;
}

function isNegated(text: string, at: number): boolean {
  return NEGATION.test(clauseBefore(text, at)) || /\s--dry-run\b/.test(text.slice(at, at + 120));
}

/** What stands in front of a place in the same sentence. */
function clauseBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 200), at);
  return before.slice(Math.max(before.lastIndexOf('. '), before.lastIndexOf('; '), before.lastIndexOf(': ')) + 1);
}
